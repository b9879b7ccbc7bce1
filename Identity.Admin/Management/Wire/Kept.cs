using System.Text.Json.Nodes;

namespace Identity.Admin.Management.Wire;

/// <summary>A thing as the server had it, and the tag by which it will know whether it has changed since.</summary>
/// <param name="Body">All of its members, also those that no screen of ours knows.</param>
/// <remarks>RFC 9110 §8.8.3.</remarks>
public sealed record Kept<T>(T Value, string ETag, JsonObject Body);
