namespace Identity.Server.Protocol.Wire;

/// <summary>One address of the protocol: a request in, an answer out. It is made once, with everything it needs.</summary>
internal interface IEndpoint
{
    static abstract string Path { get; }

    static virtual string[] Methods => [HttpMethods.Post];

    ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct);
}
