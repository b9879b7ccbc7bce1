using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fixtures;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>One way in which a module is run: a response type, and whether the answer is posted.</summary>
public sealed record Variant(string ResponseType, bool IsFormPost)
{
    private static readonly string[] CodeTypes = ["code"];
    private static readonly string[] ImplicitTypes = ["id_token", "id_token token"];
    private static readonly string[] HybridTypes = ["code id_token", "code token", "code id_token token"];

    public static TheoryData<Variant> Basic => Of(CodeTypes);
    public static TheoryData<Variant> BasicHybrid => Of([.. CodeTypes, .. HybridTypes]);
    public static TheoryData<Variant> ImplicitHybrid => Of([.. ImplicitTypes, .. HybridTypes]);
    public static TheoryData<Variant> BasicHybridWithoutIdToken => Of([.. CodeTypes, "code token"]);
    public static TheoryData<Variant> All => Of([.. CodeTypes, .. ImplicitTypes, .. HybridTypes]);

    /// <summary>Every response type, none of them posted: the plans about signing out do not ask for it.</summary>
    public static TheoryData<Variant> Answered =>
        new(CodeTypes.Concat(ImplicitTypes).Concat(HybridTypes).Select(type => new Variant(type, IsFormPost: false)));

    public bool HasCode => Has("code");

    public bool HasIdToken => Has("id_token");

    public bool HasAccessToken => Has("token");

    /// <summary>The grants that a client of this response type is registered for.</summary>
    internal IEnumerable<JsonNode> GrantTypes
    {
        get
        {
            if (HasCode)
            {
                yield return "authorization_code";
                yield return "refresh_token";
            }
            if (HasIdToken || HasAccessToken)
                yield return "implicit";
        }
    }

    internal Channel Channel =>
        IsFormPost ? Channel.FormPost
        : ResponseType == "code" ? Channel.Query
        : Channel.Fragment;

    public override string ToString() => IsFormPost ? $"{ResponseType}, form post" : ResponseType;

    private bool Has(string word) => ResponseType.Split(' ').Contains(word, StringComparer.Ordinal);

    private static TheoryData<Variant> Of(string[] types) =>
        new(
            types.SelectMany(type =>
                new[] { new Variant(type, IsFormPost: false), new Variant(type, IsFormPost: true) }
            )
        );
}
