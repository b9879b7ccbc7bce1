using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace IssueTracker.Api;

/// <summary>What somebody reported: on a board, waiting on stand-by until a manager takes it.</summary>
/// <param name="Number">A name that nobody guesses: whoever has it may look at the ticket.</param>
internal sealed record Ticket(
    string Number,
    int BoardId,
    string Title,
    DateTimeOffset ReportedAt,
    string? TakenBy = null,
    bool IsDone = false
);

/// <summary>A board, and the manager who made it.</summary>
internal sealed record Board(int Id, string Name, string Owner);

/// <summary>Boards and tickets, in memory: a sample is started, looked at and thrown away.</summary>
internal sealed class Tracker(TimeProvider clock)
{
    private readonly ConcurrentDictionary<int, Board> _boards = new();
    private readonly ConcurrentDictionary<string, Ticket> _tickets = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _standby = new();
    private int _lastBoard;

    public IEnumerable<Board> BoardsOf(string owner) =>
        _boards.Values.Where(board => board.Owner == owner).OrderBy(board => board.Id);

    public Board? Find(int boardId) => _boards.GetValueOrDefault(boardId);

    public Ticket? Find(string number) => _tickets.GetValueOrDefault(number);

    public IEnumerable<Ticket> TicketsOn(int boardId) =>
        _tickets.Values.Where(ticket => ticket.BoardId == boardId).OrderBy(ticket => ticket.ReportedAt);

    public IEnumerable<Ticket> Standby => _standby.Select(number => _tickets[number]);

    public Board AddBoard(string name, string owner)
    {
        var board = new Board(Interlocked.Increment(ref _lastBoard), name, owner);
        _boards[board.Id] = board;
        return board;
    }

    public Ticket Report(int boardId, string title)
    {
        var number = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var ticket = new Ticket(number, boardId, title, clock.GetUtcNow());
        _tickets[number] = ticket;
        _standby.Enqueue(number);
        return ticket;
    }

    /// <summary>Gives the ticket that waits longest to a manager; two who ask at once get two tickets.</summary>
    public Ticket? TakeNext(string manager) =>
        _standby.TryDequeue(out var number) ? Change(number, ticket => ticket with { TakenBy = manager }) : null;

    /// <summary>Closes a ticket, by whoever has taken it.</summary>
    public Ticket? Finish(string number, string manager) =>
        Find(number)?.TakenBy == manager ? Change(number, ticket => ticket with { IsDone = true }) : null;

    private Ticket Change(string number, Func<Ticket, Ticket> change) =>
        _tickets.AddOrUpdate(number, _ => throw new KeyNotFoundException(), (_, ticket) => change(ticket));
}
