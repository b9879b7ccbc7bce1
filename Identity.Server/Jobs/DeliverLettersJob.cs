using Identity.Server.Mail.Delivery;

namespace Identity.Server.Jobs;

/// <summary>Sends the letters whose time has come again, and those that no postman heard of.</summary>
internal sealed class DeliverLettersJob(LetterDelivery delivery) : IServerJob
{
    public static string Name => "deliver-letters";

    public static string Description => "Sends the letters whose time has come.";

    public static string Schedule => "0 * * * * ?";

    public async Task<string> RunAsync(CancellationToken ct) => $"{await delivery.DeliverDueAsync(ct)} sent";
}
