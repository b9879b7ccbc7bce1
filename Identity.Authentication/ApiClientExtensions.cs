using System.Security.Claims;
using Identity.Authentication.SignIn.Calling;
using Identity.Authentication.SignIn.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication;

/// <summary>Adds clients that call an API for the person who is signed in.</summary>
public static class ApiClientExtensions
{
    /// <summary>
    /// A named <c>HttpClient</c> that sends the person's access token along to this API: to its scheme, host and port, and
    /// nowhere else. The token is fresh, for sessions replace theirs ahead of time; where nobody is signed in none is sent.
    /// </summary>
    /// <param name="name">For <c>IHttpClientFactory.CreateClient</c>.</param>
    /// <param name="api">The API's base address.</param>
    public static IHttpClientBuilder AddApiClient(this IServiceCollection services, string name, Uri api)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(api);
        if (!api.IsAbsoluteUri)
            throw new ArgumentException("The API's address is not absolute.", nameof(api));
        services.AddHttpContextAccessor();
        return services
            .AddHttpClient(name, client => client.BaseAddress = api)
            // A redirect would take the token along to where nobody has looked.
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
            )
            .AddHttpMessageHandler(provider => new PersonTokenHandler(
                provider.GetRequiredService<IHttpContextAccessor>(),
                provider.GetService<KeptSessions>(),
                provider.GetRequiredService<TimeProvider>(),
                api
            ));
    }

    /// <summary>
    /// Sends this request for a person where no request of theirs is being answered: in a Blazor circuit, a hub, or work that
    /// goes on. Their session must be kept on the server (<see cref="OpenIdConnectSignInOptions.KeepsSessionsOnServer"/>);
    /// the token is as fresh as it would be in a request, and none is sent once the session is over.
    /// </summary>
    /// <param name="person">As the circuit or the hub knows them, or a request did.</param>
    public static HttpRequestMessage ForPerson(this HttpRequestMessage request, ClaimsPrincipal person)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(person);
        request.Options.Set(PersonTokenHandler.Person, person);
        return request;
    }
}
