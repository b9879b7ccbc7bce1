using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Identity.Server.Management.Answering;

/// <summary>Reads what a call says as its operation was declared: nothing that was not declared is let through, nothing is repaired.</summary>
internal sealed class CallReader(Cursors cursors)
{
    public async ValueTask<(Call? Call, ReadOnlyMemory<byte> Body, Problem? Problem)> ReadAsync(
        HttpContext http,
        Operation operation,
        Caller caller,
        CancellationToken ct
    )
    {
        var request = http.Request;
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (PathSegments.Read(operation.FullPath, target) is not { } segments)
            return (null, default, Problem.NotFound("There is nothing at this address."));
        if (ReadQuery(request.Query, operation, out var query) is { } unknown)
            return (null, default, unknown);

        var (ifMatch, problem) = IfMatch.Read(request);
        if (problem is not null)
            return (null, default, problem);
        if (operation.NeedsIfMatch && ifMatch is null)
            return (null, default, Problem.PreconditionRequired());

        ReadBody? body = null;
        if (operation.Body is { } type)
        {
            (body, problem) = await BodyReader.ReadAsync(request, type, operation.IsPatch, ct);
            if (problem is not null)
                return (null, default, problem);
        }
        var call = new Call
        {
            Caller = caller,
            Segments = segments,
            Query = query,
            IfMatch = ifMatch ?? IfMatch.Any,
            Path = request.Path.Value ?? "",
            Body = body?.Value,
            Cursors = cursors,
        };
        return (call, body?.Bytes, null);
    }

    private static Problem? ReadQuery(
        IQueryCollection sent,
        Operation operation,
        out IReadOnlyDictionary<string, string> query
    )
    {
        var known = operation.Listing is { } listing ? Known(listing, operation) : [];
        var (read, wrong) = (new Dictionary<string, string>(StringComparer.Ordinal), new Invalid());
        query = read;
        foreach (var (name, values) in sent)
        {
            if (!known.Contains(name))
                wrong.Add(name, $"There is no parameter '{name}' here.");
            else if (values is not [{ } value])
                wrong.Add(name, $"'{name}' is there more than once.");
            else if (value.Length > 0)
                read[name] = value;
        }
        return wrong.IsEmpty ? null : wrong.ToProblem();
    }

    private static HashSet<string> Known(Listing listing, Operation operation)
    {
        var known = listing.Filters.Select(filter => filter.Name).ToHashSet(StringComparer.Ordinal);
        if (operation.ContentType is not null || !listing.IsPaged)
            return known;
        known.Add(ListCall.LimitParameter);
        known.Add(ListCall.CursorParameter);
        known.Add(ListCall.SortParameter);
        return known;
    }
}
