using Identity.Server.Management.Answering;
using Identity.Server.Roles;

namespace Identity.Server.Management.Declaring;

/// <summary>One operation of the API, whole: what routing, the check of permissions, the description and the tests know of it.</summary>
/// <param name="Path">Below the root, as `/roles/{name}`.</param>
/// <param name="Permission">What a caller must hold; <see cref="Permission.NotNeeded"/> where showing who one is will do.</param>
/// <param name="Summary">What it does, in a few words.</param>
internal sealed record Operation(string Method, string Path, Permission? Permission, string Summary)
{
    /// <summary>The resource that it belongs to.</summary>
    public required string Tag { get; init; }

    /// <summary>What the body is read as; null where none is read.</summary>
    public Type? Body { get; init; }

    /// <summary>What is answered when it is done; null for nothing.</summary>
    public Type? Answer { get; init; }

    /// <summary>The status of the answer when it is done.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>What it is sorted and narrowed by; null for what is no list.</summary>
    public Listing? Listing { get; init; }

    /// <summary>Whether the change has to say which version of the thing it was thought up for.</summary>
    public bool NeedsIfMatch { get; init; }

    /// <summary>Whether it creates something, which a call that is repeated under the same key must not do twice.</summary>
    public bool TakesIdempotencyKey { get; init; }

    /// <summary>Another content type than JSON, which is written as it comes.</summary>
    public string? ContentType { get; init; }

    public required Func<Call, CancellationToken, Task<IReply>> HandleAsync { get; init; }

    public bool IsPatch => Method == HttpMethods.Patch;

    public string FullPath => ManagementApi.Root + Path;
}
