using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Blocks.Lists;

/// <summary>Something that is done to all that is selected.</summary>
/// <param name="Each">Does it to one; what it returns says why it was not done.</param>
/// <param name="Confirmation">What is asked first, for so many.</param>
public sealed record BulkDeed<T>(
    string Name,
    string Icon,
    string Permission,
    Func<int, Confirmation> Confirmation,
    Func<T, Task<Problem?>> Each
);
