using System.Text;
using System.Text.Json;
using Identity.Server.Database.Repeats;
using Identity.Server.Hosting.Wire;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Identity.Server.Management.Answering;

/// <summary>Answers calls: the steps that every operation has, in their order, so that none can be forgotten.</summary>
internal sealed class Answerer(Caller.Reader callers, CallReader calls, RequestRepeats repeats, Refusals refusals)
{
    private const string IdempotencyHeader = "Idempotency-Key";
    private const int LongestKey = 100;

    public async Task AnswerAsync(HttpContext http, Operation operation)
    {
        var ct = http.RequestAborted;
        http.Response.Headers[ProblemWriter.CorrelationHeader] = http.TraceIdentifier;

        // 1. Who calls, and may they?
        var (caller, problem) = await callers.ReadAsync(BearerHeader.Read(http.Request), ct);
        if (caller is null)
        {
            await RefuseAsync(http, operation, caller, problem!);
            return;
        }
        if (operation.Permission is { } needed && !caller.Rights.Hold(needed))
        {
            await RefuseAsync(http, operation, caller, Problem.Forbidden(needed));
            return;
        }

        // 2. What do they ask?
        (var call, var body, problem) = await calls.ReadAsync(http, operation, caller, ct);
        if (call is null)
        {
            await RefuseAsync(http, operation, caller, problem!);
            return;
        }

        // 3. Have they asked it before?
        Repeat.First? first = null;
        if (operation.TakesIdempotencyKey && http.Request.Headers[IdempotencyHeader] is { Count: > 0 } keys)
        {
            if (keys is not [{ Length: > 0 and <= LongestKey } key] || key.Any(c => c is <= ' ' or > '~'))
            {
                var sentence = $"{IdempotencyHeader} must be 1 to {LongestKey} visible ASCII characters.";
                await RefuseAsync(http, operation, caller, Problem.Malformed(sentence));
                return;
            }
            switch (await repeats.ClaimAsync(caller.Party.ToString(), $"{operation.Method} {call.Path}", key, body, ct))
            {
                case Repeat.Answered { Answer: var before }:
                    await RepeatAsync(http.Response, before);
                    return;
                case Repeat.OtherBody:
                    await RefuseAsync(http, operation, caller, Problem.IdempotencyMismatch());
                    return;
                case Repeat.InProgress:
                    await RefuseAsync(http, operation, caller, Problem.InProgress());
                    return;
                case Repeat.First claimed:
                    first = claimed;
                    break;
            }
        }

        // 4. Do it, and say what came of it.
        var reply = await HandleAsync(operation, call, first, ct);
        if (reply.Problem is not null)
            await RefuseAsync(http, operation, caller, reply.Problem);
        else if (reply.Value is Export export)
            await ExportAsync(http, operation, export, ct);
        else
            await SendAsync(http.Response, operation, reply, first);
    }

    private async Task<IReply> HandleAsync(Operation operation, Call call, Repeat.First? first, CancellationToken ct)
    {
        var isDone = false;
        try
        {
            var reply = await operation.HandleAsync(call, ct);
            isDone = reply.Problem is null;
            return reply;
        }
        finally
        {
            // Whoever asked may have gone: the key is to be free for them when they come again.
            if (first is not null && !isDone)
                await repeats.ForgetAsync(first, CancellationToken.None);
        }
    }

    private async Task SendAsync(HttpResponse response, Operation operation, IReply reply, Repeat.First? first)
    {
        var body = reply.Value is { } value ? JsonSerializer.SerializeToUtf8Bytes(value, ManagementJson.Options) : [];
        if (first is not null)
        {
            var kept = new KeptAnswer(reply.Version, Encoding.UTF8.GetString(body));
            await repeats.AnswerAsync(
                first,
                new RepeatedAnswer(operation.Status, reply.Location, JsonSerializer.SerializeToUtf8Bytes(kept)),
                CancellationToken.None
            );
        }
        await WriteAsync(response, operation.Status, reply.Location, reply.Version, body);
    }

    private static Task RepeatAsync(HttpResponse response, RepeatedAnswer before)
    {
        var kept = JsonSerializer.Deserialize<KeptAnswer>(before.Answer)!;
        return WriteAsync(response, before.Status, before.Location, kept.Version, Encoding.UTF8.GetBytes(kept.Body));
    }

    private static Task WriteAsync(HttpResponse response, int status, string? location, string? version, byte[] body)
    {
        if (location is not null)
            response.Headers.Location = location;
        if (version is not null)
            response.Headers.ETag = $"\"{version}\"";
        if (body.Length > 0)
            return PrivateAnswer.WriteAsync(response, status, BodyReader.JsonType, body);
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private static async Task ExportAsync(HttpContext http, Operation operation, Export export, CancellationToken ct)
    {
        var response = http.Response;
        response.ContentType = operation.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"{export.FileName}\"";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await export.WriteAsync(response.Body, ct);
    }

    private Task RefuseAsync(HttpContext http, Operation operation, Caller? caller, Problem problem)
    {
        refusals.Tell(operation, caller, problem);
        return ProblemWriter.WriteAsync(http, problem);
    }

    private sealed record KeptAnswer(string? Version, string Body);
}
