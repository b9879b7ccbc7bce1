using System.Xml.Linq;

namespace Identity.Server.Tests.House;

/// <summary>What the compiler wrote down of our comments, as text for a page.</summary>
internal sealed class XmlDocumentation
{
    private readonly Dictionary<string, XElement> _members;

    public XmlDocumentation(XDocument file) =>
        _members = file.Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    /// <summary>Of the server, as it lies beside its assembly.</summary>
    public static XmlDocumentation OfServer() =>
        new(XDocument.Load(Path.ChangeExtension(typeof(Program).Assembly.Location, ".xml")));

    public string OfType(Type type) => Summary($"T:{NameOf(type)}");

    public string OfProperty(Type type, string property) => Of($"P:{NameOf(type)}.{property}");

    public string OfField(Type type, string field) => Of($"F:{NameOf(type)}.{field}");

    // What is said beside it, such as the clause that a range comes from, belongs to it.
    private string Of(string member)
    {
        var remarks = _members.TryGetValue(Resolve(member), out var found) ? Text(found.Element("remarks")) : "";
        return $"{Summary(member)} {remarks}".Trim();
    }

    private string Summary(string member) =>
        _members.TryGetValue(Resolve(member), out var found) ? Text(found.Element("summary")) : "";

    private string Resolve(string member) =>
        _members.TryGetValue(member, out var found)
        && found.Element("inheritdoc")?.Attribute("cref")?.Value is { } other
            ? other
            : member;

    private static string Text(XElement? element)
    {
        if (element is null)
            return "";
        var words = element
            .Nodes()
            .Select(node =>
                node switch
                {
                    XText text => text.Value,
                    XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref"))?.Split('.')[^1]}`",
                    XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                    XElement other => other.Value,
                    _ => "",
                }
            );
        return string.Join(' ', string.Concat(words).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');
}
