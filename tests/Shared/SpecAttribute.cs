using Xunit.v3;

namespace Identity.Tests;

/// <summary>Names the clause that a test proves: <c>-trait "Spec=RFC 6749 §5.2"</c> runs it, and docs/specs.md lists it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class SpecAttribute(string clause) : Attribute, ITraitAttribute
{
    public string Clause { get; } = clause;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Spec", Clause)];
}
