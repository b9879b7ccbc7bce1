using System.Diagnostics.CodeAnalysis;

[assembly: SuppressMessage(
    "Security",
    "MA0009",
    Scope = "namespaceanddescendants",
    Target = "~N:Identity.Server.Tests.House",
    Justification = "The patterns read our own source, which means no harm."
)]
[assembly: SuppressMessage(
    "Usage",
    "MA0006",
    Scope = "namespaceanddescendants",
    Target = "~N:Identity.Server.Tests.House",
    Justification = "Operators on strings compare ordinally, which is what is meant."
)]
[assembly: SuppressMessage(
    "Usage",
    "MA0002",
    Scope = "namespaceanddescendants",
    Target = "~N:Identity.Server.Tests.House",
    Justification = "The default comparer of strings is ordinal, which is what is meant."
)]
