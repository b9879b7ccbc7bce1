using System.Collections.Frozen;
using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>Reads how a profile refuses: one shape for all refusals, and a status and a text for each.</summary>
internal static class ErrorsReader
{
    // As most front ends look for it first.
    private static readonly BodyMember[] UsualBody = [new("message", "message", Json: null, Members: null)];

    public static ProfileErrors Read(DocumentPart? part)
    {
        if (part is null)
            return new ProfileErrors(UsualBody, FrozenDictionary<AccountFault, FaultAnswer>.Empty);

        var body = part.Has("body") ? BodyReader.Read(part.Parts("body"), AccountFaults.Offers, "errors") : UsualBody;
        var answers = new Dictionary<AccountFault, FaultAnswer>();
        foreach (var (name, fault) in AccountFaults.ByName)
        {
            if (part.Part(name) is not { } one)
                continue;
            var usual = AccountFaults.Usual(fault);
            answers[fault] = new FaultAnswer(
                one.Whole("status", usual.Status, from: 400, to: 599),
                one.Text("message") ?? usual.Message
            );
            one.Finish();
        }
        part.Finish();
        return new ProfileErrors(body, answers.ToFrozenDictionary());
    }
}
