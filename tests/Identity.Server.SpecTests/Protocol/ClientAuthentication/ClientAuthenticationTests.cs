using System.Text;
using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientAuthentication;

public sealed class ClientAuthenticationTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task Client_secret_basic_authenticates() =>
        (await (await Scene.SetAsync(host.Server)).ClientCredentialsAsync()).ShouldSucceed();

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task Client_secret_post_authenticates()
    {
        var scene = await SceneOfAsync(ClientAuthenticationMethod.ClientSecretPost);

        (await PostAsync(scene, InBody(scene))).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §2.1")]
    public async Task A_public_client_names_itself()
    {
        var scene = await PublicSceneAsync();

        (await scene.SignInAsync()).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §5.2"), Spec("RFC 9110 §11.6.1"), Spec("RFC 6749 §4.4.2")]
    public async Task Without_credentials_the_challenge_names_the_scheme()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await PostAsync(scene, scene.ClientForm);

        ShouldChallenge(answer);
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task An_unknown_client_and_a_wrong_secret_look_alike()
    {
        var scene = await Scene.SetAsync(host.Server);

        var unknown = await host.Server.TokenAsync(new TestClient("nobody", "secret"), scene.ClientForm);
        var wrong = await host.Server.TokenAsync(scene.Client with { Secret = "secret" }, scene.ClientForm);

        ShouldChallenge(unknown);
        ShouldChallenge(wrong);
        Assert.Equal(unknown.Body, wrong.Body);
        Assert.Equal(
            unknown.Response.Headers.WwwAuthenticate.ToString(),
            wrong.Response.Headers.WwwAuthenticate.ToString()
        );
    }

    [Fact, Spec("RFC 6749 §2.3")]
    public async Task Two_ways_at_once_are_refused()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(
            scene.Client,
            scene.ClientForm.With("client_secret", scene.Client.Secret!)
        );

        answer.ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 6749 §2.3")]
    public async Task Two_authorization_headers_are_refused()
    {
        var scene = await Scene.SetAsync(host.Server);
        var ours = TestClients.Basic(scene.Client.Id, scene.Client.Secret!);
        var body = "grant_type=client_credentials";
        var request =
            $"POST /connect/token HTTP/1.1\r\nHost: x\r\nAuthorization: {ours}\r\nAuthorization: {ours}\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body}";

        var answer = await RawHttp.AskAsync(
            host.Server,
            Encoding.ASCII.GetBytes(request),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(400, answer?.Status);
        Assert.Contains("invalid_request", answer!.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task The_same_client_id_beside_the_header_is_no_contradiction()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.With("client_id", scene.Client.Id));

        answer.ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task Another_client_id_beside_the_header_is_refused()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.With("client_id", "another"));

        answer.ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 7591 §2"), Spec("OpenID Connect Core §3.1.3.1"), Spec("RFC 6749 §4.1.3")]
    public async Task Only_the_registered_way_is_taken()
    {
        var basic = await Scene.SetAsync(host.Server);
        var post = await SceneOfAsync(ClientAuthenticationMethod.ClientSecretPost);
        var open = await PublicSceneAsync();

        ShouldChallenge(await PostAsync(basic, InBody(basic)));
        ShouldChallenge(await PostAsync(basic, basic.ClientForm.With("client_id", basic.Client.Id)));
        ShouldChallenge(await post.ClientCredentialsAsync());
        ShouldChallenge(await PostAsync(post, post.ClientForm.With("client_id", post.Client.Id)));
        ShouldChallenge(await host.Server.TokenAsync(open.Client with { Secret = "anything" }, open.SignInForm));
        ShouldChallenge(
            await PostAsync(open, [.. open.SignInForm, ("client_id", open.Client.Id), ("client_secret", "anything")])
        );
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_disabled_client_is_refused_and_works_again_when_enabled()
    {
        var scene = await Scene.SetAsync(host.Server);
        await host.Server.DisableAsync(scene.Client);

        ShouldChallenge(await scene.ClientCredentialsAsync());
        ShouldChallenge(await scene.IntrospectAsync("anything"));
        ShouldChallenge(await host.Server.RevokeAsync(scene.Client, "anything"));

        await host.Server.ChangeClientAsync(scene.Client, row => row.DisabledAt = null);
        (await scene.ClientCredentialsAsync()).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task Another_clients_secret_is_no_secret_of_this_one()
    {
        var scene = await Scene.SetAsync(host.Server);
        var other = await Scene.SetAsync(host.Server);

        ShouldChallenge(
            await host.Server.TokenAsync(scene.Client with { Secret = other.Client.Secret }, scene.ClientForm)
        );
    }

    [Theory, Spec("RFC 7617 §2"), Spec("RFC 6749 §2.3.1")]
    [InlineData("basic")]
    [InlineData("BASIC")]
    public async Task The_scheme_is_read_without_regard_to_case(string scheme)
    {
        var scene = await Scene.SetAsync(host.Server);
        var ours = TestClients.Basic(scene.Client.Id, scene.Client.Secret!).Parameter;

        var answer = await PostAsync(scene, scene.ClientForm, $"{scheme} {ours}");

        answer.ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task Both_parts_of_basic_credentials_are_form_encoded()
    {
        var scene = await Scene.SetAsync(
            host.Server,
            client: asked => asked with { ClientId = $"https://{asked.ClientId}.example/a+b%20c".Replace(':', '_') }
        );
        var encoded = $"{Uri.EscapeDataString(scene.Client.Id)}:{Uri.EscapeDataString(scene.Client.Secret!)}";

        var answer = await PostAsync(scene, scene.ClientForm, $"Basic {Base64(encoded)}");
        var unencoded = await PostAsync(
            scene,
            scene.ClientForm,
            $"Basic {Base64($"{scene.Client.Id}:{scene.Client.Secret}")}"
        );

        answer.ShouldSucceed();
        ShouldChallenge(unencoded);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static void ShouldChallenge(TestAnswer answer)
    {
        answer.ShouldRefuse("invalid_client", 401);
        Assert.Equal("Basic", Assert.Single(answer.Response.Headers.WwwAuthenticate).Scheme);
    }

    private static (string, string)[] InBody(Scene scene) =>
        [.. scene.ClientForm, ("client_id", scene.Client.Id), ("client_secret", scene.Client.Secret!)];

    private static async Task<TestAnswer> PostAsync(Scene scene, (string, string)[] form, string? authorization = null)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        return await scene.Server.PostRawAsync(
            "/connect/token",
            authorization,
            await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
        );
    }

    private Task<Scene> SceneOfAsync(ClientAuthenticationMethod method) =>
        Scene.SetAsync(host.Server, client: asked => asked with { AuthenticationMethod = method });

    private Task<Scene> PublicSceneAsync() =>
        Scene.SetAsync(
            host.Server,
            client: asked =>
                asked with
                {
                    AuthenticationMethod = ClientAuthenticationMethod.None,
                    GrantTypes = ["password", "refresh_token"],
                }
        );
}
