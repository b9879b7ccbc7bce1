namespace IssueTracker.Api;

/// <summary>What a person writes who has a problem.</summary>
internal sealed record Report(string? Title)
{
    public const int LongestTitle = 200;
}

/// <summary>For those who have a problem: report it, and see what became of it.</summary>
internal static class PublicEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
            "/boards/{id:int}/tickets",
            (int id, Report report, Tracker tracker) =>
                report.Title is not { Length: > 0 and <= Report.LongestTitle } title ? Results.BadRequest()
                : tracker.Find(id) is null ? Results.NotFound()
                : Results.Created((string?)null, Shown(tracker.Report(id, title)))
        );
        api.MapGet(
            "/tickets/{number}",
            (string number, Tracker tracker) =>
                tracker.Find(number) is { } ticket ? Results.Ok(Shown(ticket)) : Results.NotFound()
        );
    }

    // Who works on it is nobody else's business.
    private static object Shown(Ticket ticket) =>
        new
        {
            ticket.Number,
            ticket.Title,
            State = ticket.IsDone ? "done"
            : ticket.TakenBy is null ? "waiting"
            : "in work",
        };
}
