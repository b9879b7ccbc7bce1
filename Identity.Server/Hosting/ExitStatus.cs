using System.Data.Common;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Identity.Server.Hosting;

/// <summary>How the process ends: 0, or 1 with one line on standard error that says what to do, and never a stack trace for a setting.</summary>
internal static class ExitStatus
{
    private const int Stopped = 130;

    public static async Task<int> OfAsync(Func<Task<int>> work, CancellationToken ct)
    {
        try
        {
            return await work();
        }
        // Told to stop in the middle of starting: whatever was interrupted says so in its own way.
        catch (Exception) when (ct.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (OptionsValidationException e)
        {
            return Fail(string.Join(Environment.NewLine, e.Failures));
        }
        catch (PostgresException e)
        {
            return Fail($"The database refused: {e.MessageText} ({e.SqlState}).");
        }
        catch (DbException e)
        {
            return Fail($"The database did not answer: {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message);
        }
    }

    public static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
