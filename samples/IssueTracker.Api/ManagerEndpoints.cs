using System.Security.Claims;

namespace IssueTracker.Api;

/// <summary>What a manager writes to make a board.</summary>
internal sealed record NewBoard(string? Name)
{
    public const int LongestName = 100;
}

/// <summary>For managers: who they are, their boards and tickets, and the queue that all of them share.</summary>
internal static class ManagerEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", (ClaimsPrincipal me) => new { Id = Id(me), Scopes = Scopes(me) });

        api.MapGet("/boards", (ClaimsPrincipal me, Tracker tracker) => tracker.BoardsOf(Id(me)));
        api.MapPost(
            "/boards",
            (NewBoard board, ClaimsPrincipal me, Tracker tracker) =>
                board.Name is { Length: > 0 and <= NewBoard.LongestName } name
                    ? Results.Created((string?)null, tracker.AddBoard(name, Id(me)))
                    : Results.BadRequest()
        );
        // Somebody else's board looks like one that does not exist.
        api.MapGet(
            "/boards/{id:int}/tickets",
            (int id, ClaimsPrincipal me, Tracker tracker) =>
                tracker.Find(id)?.Owner == Id(me) ? Results.Ok(tracker.TicketsOn(id)) : Results.NotFound()
        );

        api.MapGet("/standby", (Tracker tracker) => tracker.Standby);
        api.MapPost(
            "/standby/next",
            (ClaimsPrincipal me, Tracker tracker) =>
                tracker.TakeNext(Id(me)) is { } ticket ? Results.Ok(ticket) : Results.NoContent()
        );
        api.MapPost(
            "/tickets/{number}/done",
            (string number, ClaimsPrincipal me, Tracker tracker) =>
                tracker.Finish(number, Id(me)) is { } ticket ? Results.Ok(ticket) : Results.NotFound()
        );
    }

    private static string Id(ClaimsPrincipal me) => me.FindFirstValue("sub")!;

    private static IEnumerable<string> Scopes(ClaimsPrincipal me) => me.FindAll("scope").Select(scope => scope.Value);
}
