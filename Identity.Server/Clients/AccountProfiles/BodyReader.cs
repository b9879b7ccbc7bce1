using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>Reads what an answer is made of: an array, since the order of members is part of a contract.</summary>
internal static class BodyReader
{
    private const int MostMembers = 32;
    private const int Deepest = 4;

    /// <param name="parts">The members.</param>
    /// <param name="offers">The sources that there are here.</param>
    /// <param name="where">What has these sources, for a sentence.</param>
    public static IReadOnlyList<BodyMember> Read(
        IReadOnlyList<DocumentPart> parts,
        IReadOnlyList<string> offers,
        string where,
        int depth = 1
    )
    {
        var members = parts.Take(MostMembers).Select(part => Member(part, offers, where, depth)).ToArray();
        if (parts.Count > MostMembers)
            parts[MostMembers].Problem($"The answer of {where} has at most {MostMembers} members.");
        var twice = members
            .GroupBy(member => member.Name, StringComparer.Ordinal)
            .FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
            parts[0].Problem($"The answer of {where} has the member '{twice.Key}' twice.");
        return members;
    }

    private static BodyMember Member(DocumentPart part, IReadOnlyList<string> offers, string where, int depth)
    {
        var name = part.RequiredText("name");
        var source = part.Text("from");
        var constant = part.Constant("is");
        var nested =
            part.Has("members") && depth < Deepest ? Read(part.Parts("members"), offers, where, depth + 1) : null;
        if ((source is null ? 0 : 1) + (constant is null ? 0 : 1) + (nested is null ? 0 : 1) != 1)
            part.Problem("name", $"{part.At("name")}: '{name}' must have one of from, is and members.");
        if (source is not null && offers.Count == 0)
        {
            part.Problem("from", $"{part.At("from")} cannot be '{source}': {where} has nothing to tell.");
        }
        else if (source is not null && !offers.Contains(source, StringComparer.Ordinal))
        {
            part.Problem(
                "from",
                $"{part.At("from")} cannot be '{source}' in {where}; did you mean '{NearestName.Of(source, offers)}'?"
            );
        }
        part.Finish();
        return new BodyMember(name, source, constant, nested);
    }
}
