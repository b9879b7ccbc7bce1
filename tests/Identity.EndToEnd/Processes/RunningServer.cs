using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Identity.EndToEnd.Processes;

/// <summary>A server that serves as a process of its own, and everything it has printed so far.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly SemaphoreSlim _news = new(0);

    public RunningServer(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Printed => string.Join('\n', _printed);

    public bool HasEnded => _process.HasExited;

    /// <summary>How many lines contain the text.</summary>
    public int Times(string text) => _printed.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits for a line that contains the text.</summary>
    public Task PrintsAsync(string text) => PrintsTimesAsync(text, 1);

    /// <summary>Waits for that many lines that contain the text.</summary>
    public async Task PrintsTimesAsync(string text, int times)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        while (Times(text) < times)
        {
            if (_process.HasExited && _news.CurrentCount == 0)
                Assert.Fail($"The server ended before it printed '{text}'.\n{Printed}");
            await _news.WaitAsync(deadline.Token);
        }
    }

    /// <summary>Asks it to stop as a service manager does, and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start(
            "sh",
            ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]
        );
        await EndedAsync();
        return _process.ExitCode;
    }

    /// <summary>Ends it as <c>kill -9</c> does: nothing in it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // What it started itself is stopped by it, so it is asked first.
        if (!_process.HasExited)
            await StopAsync();
        _process.Dispose();
        _news.Dispose();
    }

    /// <summary>Waits until it has ended by itself, and gives its exit code.</summary>
    public async Task<int> EndsAsync()
    {
        await EndedAsync();
        return _process.ExitCode;
    }

    private async Task EndedAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _process.WaitForExitAsync(deadline.Token);
    }

    private void Hear(string? line)
    {
        // Null says that it has closed the stream, which is news as well.
        if (line is not null)
            _printed.Enqueue(line);
        _news.Release();
    }
}
