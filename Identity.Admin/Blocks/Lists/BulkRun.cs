using Identity.Admin.Management.Wire;

namespace Identity.Admin.Blocks.Lists;

/// <summary>A deed that is done to many, one after the other.</summary>
public sealed record BulkRun(string Name, IReadOnlyList<Func<Task<Problem?>>> Deeds);
