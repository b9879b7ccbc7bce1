using Identity.Server.Management.Answering;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Declaring;

/// <summary>Takes in the operations of one resource. None can be declared without saying which permission it needs.</summary>
internal sealed class Routes(string tag)
{
    private readonly List<Operation> _operations = [];

    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>Reads one thing. Its answer carries an ETag where the handler knows a version.</summary>
    public void Get<TAnswer>(
        string path,
        Permission? needed,
        string summary,
        Func<Call, CancellationToken, Task<Reply<TAnswer>>> handle
    )
        where TAnswer : class => Add(HttpMethods.Get, path, needed, summary, handle);

    /// <summary>Reads one thing, of which a parameter says more.</summary>
    public void Get<TAnswer>(
        string path,
        Permission? needed,
        string summary,
        Filter filter,
        Func<ListCall, CancellationToken, Task<Reply<TAnswer>>> handle
    )
        where TAnswer : class
    {
        var listing = Listing.Plain with { Filters = [filter], IsPaged = false };
        _operations.Add(
            new Operation(HttpMethods.Get, path, needed, summary)
            {
                Tag = tag,
                Answer = typeof(TAnswer),
                Listing = listing,
                HandleAsync = (call, ct) => PageAsync(call, listing, handle, ct),
            }
        );
    }

    /// <summary>Reads a list, a page at a time.</summary>
    public void List<TItem>(
        string path,
        Permission? needed,
        string summary,
        Listing listing,
        Func<ListCall, CancellationToken, Task<Reply<Page<TItem>>>> handle
    ) =>
        _operations.Add(
            new Operation(HttpMethods.Get, path, needed, summary)
            {
                Tag = tag,
                Answer = typeof(Page<TItem>),
                Listing = listing,
                HandleAsync = (call, ct) => PageAsync(call, listing, handle, ct),
            }
        );

    /// <summary>Writes a list whole, in another form than JSON, as it is read.</summary>
    public void Export(
        string path,
        Permission? needed,
        string summary,
        string contentType,
        Listing listing,
        Func<ListCall, CancellationToken, Task<Reply<Export>>> handle
    ) =>
        _operations.Add(
            new Operation(HttpMethods.Get, path, needed, summary)
            {
                Tag = tag,
                ContentType = contentType,
                Listing = listing,
                HandleAsync = (call, ct) => PageAsync(call, listing, handle, ct),
            }
        );

    /// <summary>Creates something: answered 201, and once only under one Idempotency-Key.</summary>
    public void Create<TBody, TAnswer>(
        string path,
        Permission? needed,
        string summary,
        Func<Call, TBody, CancellationToken, Task<Reply<TAnswer>>> handle
    )
        where TBody : class
        where TAnswer : class =>
        Add(
            HttpMethods.Post,
            path,
            needed,
            summary,
            handle,
            operation => operation with { Status = StatusCodes.Status201Created, TakesIdempotencyKey = true }
        );

    /// <summary>Does something that is told by a body.</summary>
    /// <param name="status">200; 202 for what is done later; 204 where the answer is <see cref="Nothing"/>.</param>
    public void Do<TBody, TAnswer>(
        string path,
        Permission? needed,
        string summary,
        int status,
        Func<Call, TBody, CancellationToken, Task<Reply<TAnswer>>> handle
    )
        where TBody : class
        where TAnswer : class =>
        Add(HttpMethods.Post, path, needed, summary, handle, operation => operation with { Status = status });

    /// <summary>Does something that needs no telling.</summary>
    /// <inheritdoc cref="Do{TBody, TAnswer}"/>
    public void Do<TAnswer>(
        string path,
        Permission? needed,
        string summary,
        int status,
        Func<Call, CancellationToken, Task<Reply<TAnswer>>> handle
    )
        where TAnswer : class =>
        Add(HttpMethods.Post, path, needed, summary, handle, operation => operation with { Status = status });

    /// <summary>Changes some members of a thing; the body's members are <see cref="Optional{T}"/>.</summary>
    /// <remarks>RFC 7396.</remarks>
    public void Patch<TPatch, TAnswer>(
        string path,
        Permission? needed,
        string summary,
        Func<Call, TPatch, CancellationToken, Task<Reply<TAnswer>>> handle
    )
        where TPatch : class
        where TAnswer : class =>
        Add(HttpMethods.Patch, path, needed, summary, handle, operation => operation with { NeedsIfMatch = true });

    /// <summary>Makes a thing what the body says.</summary>
    public void Put<TBody, TAnswer>(
        string path,
        Permission? needed,
        string summary,
        Func<Call, TBody, CancellationToken, Task<Reply<TAnswer>>> handle,
        Precondition precondition = Precondition.IfMatch
    )
        where TBody : class
        where TAnswer : class =>
        Add(
            HttpMethods.Put,
            path,
            needed,
            summary,
            handle,
            operation => operation with { NeedsIfMatch = precondition == Precondition.IfMatch }
        );

    /// <summary>Deletes a thing.</summary>
    public void Delete(
        string path,
        Permission? needed,
        string summary,
        Func<Call, CancellationToken, Task<Reply<Nothing>>> handle,
        Precondition precondition = Precondition.IfMatch
    ) =>
        Add(
            HttpMethods.Delete,
            path,
            needed,
            summary,
            handle,
            operation =>
                operation with
                {
                    NeedsIfMatch = precondition == Precondition.IfMatch,
                    Status = StatusCodes.Status204NoContent,
                }
        );

    private static async Task<IReply> PageAsync<TAnswer>(
        Call call,
        Listing listing,
        Func<ListCall, CancellationToken, Task<Reply<TAnswer>>> handle,
        CancellationToken ct
    )
        where TAnswer : class
    {
        var (list, problem) = ListCall.Read(call, listing);
        return list is null ? (Reply<TAnswer>)problem! : await handle(list, ct);
    }

    private void Add<TAnswer>(
        string method,
        string path,
        Permission? needed,
        string summary,
        Func<Call, CancellationToken, Task<Reply<TAnswer>>> handle,
        Func<Operation, Operation>? with = null
    )
        where TAnswer : class
    {
        var operation = new Operation(method, path, needed, summary)
        {
            Tag = tag,
            Answer = typeof(TAnswer) == typeof(Nothing) ? null : typeof(TAnswer),
            HandleAsync = async (call, ct) => await handle(call, ct),
        };
        _operations.Add(with?.Invoke(operation) ?? operation);
    }

    private void Add<TBody, TAnswer>(
        string method,
        string path,
        Permission? needed,
        string summary,
        Func<Call, TBody, CancellationToken, Task<Reply<TAnswer>>> handle,
        Func<Operation, Operation> with
    )
        where TBody : class
        where TAnswer : class =>
        Add<TAnswer>(
            method,
            path,
            needed,
            summary,
            (call, ct) => handle(call, (TBody)call.Body!, ct),
            operation => with(operation) with { Body = typeof(TBody) }
        );
}

/// <summary>Whether a change has to say which version of a thing it was thought up for.</summary>
internal enum Precondition
{
    IfMatch,

    /// <summary>For things that do not change but only end, and for those that are read nowhere.</summary>
    NotNeeded,
}
