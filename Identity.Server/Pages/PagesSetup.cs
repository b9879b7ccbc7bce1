using System.Text.Encodings.Web;
using System.Text.Unicode;
using Identity.Server.Mail;
using Identity.Server.Pages.Account;
using Identity.Server.Pages.DevMail;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Look;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Identity.Server.Tokens;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;

namespace Identity.Server.Pages;

/// <summary>Opens the door for people: every page below this folder, and the three files beside them.</summary>
internal static class PagesSetup
{
    /// <summary>What a browser is shown of a fault.</summary>
    public const string Error = "/error";

    /// <summary>What a developer is shown whose request cannot be answered to the app.</summary>
    public const string RequestError = "/request-error";

    public static IServiceCollection AddPages(this IServiceCollection services, Issuer issuer)
    {
        services.AddSingleton<Stylesheet>().AddSingleton(PageScript.Read());
        services.AddSingleton(provider =>
            Logo.Read(provider.GetRequiredService<IOptions<BrandOptions>>().Value.LogoFile)
        );
        services.AddSingleton<PageCookies>().AddSingleton<LanguageChoice>().AddSingleton<Browsers>();
        services.AddSingleton<NewPasswords>().AddSingleton<ScopeWords>().AddSingleton<AppList>();
        services.AddSingleton<WaitingRequests>().AddSingleton<WayBacks>();

        services.AddLocalization();
        // Letters of every language as they are; what means something to HTML is written as an entity all the same.
        services.Configure<WebEncoderOptions>(web =>
            web.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All)
        );
        services.AddRazorPages(Configure).AddViewLocalization();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie = new PublicCookie("form", issuer.IsSecure);
            antiforgery.FormFieldName = "form";
            // Ours denies what theirs would allow.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<CookieTempDataProviderOptions>(notes =>
            notes.Cookie = new PublicCookie("note", issuer.IsSecure)
        );
        return services;
    }

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapRazorPages();
        routes.MapGet("/", () => Results.Redirect("/account"));
        LetterFrame.Map(routes);
        routes.ServiceProvider.GetRequiredService<PageScript>().Asset.Map(routes);
        routes.ServiceProvider.GetRequiredService<Logo>().Asset.Map(routes);
    }

    private static void Configure(RazorPagesOptions pages)
    {
        pages.Conventions.ConfigureFilter(new TypeFilterAttribute(typeof(PageRules)));
        pages.Conventions.ConfigureFilter(new TypeFilterAttribute(typeof(StaleForms)));
        pages.Conventions.AddPageApplicationModelConvention("/SignIn/SignIn", page => page.Filters.Add(Waiting(false)));
        pages.Conventions.AddPageApplicationModelConvention(
            "/Register/Register",
            page => page.Filters.Add(Waiting(false))
        );
        pages.Conventions.AddFolderApplicationModelConvention(
            "/SelectAccount",
            page => page.Filters.Add(Waiting(true))
        );
        pages.Conventions.AddFolderApplicationModelConvention("/Consent", page => page.Filters.Add(Waiting(true)));
        pages.Conventions.AddFolderApplicationModelConvention("/Account", page => page.Filters.Add(new SignInFirst()));
        pages.Conventions.AddFolderApplicationModelConvention("/Device", page => page.Filters.Add(new SignInFirst()));
        pages.Conventions.AddFolderApplicationModelConvention("/DevMail", page => page.Filters.Add(new MailboxOnly()));
    }

    private static TypeFilterAttribute Waiting(bool isRequired) =>
        new(typeof(WaitingFirst)) { Arguments = [isRequired], Order = 1 };
}
