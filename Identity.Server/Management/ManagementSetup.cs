using Identity.Server.Database;
using Identity.Server.Hosting;
using Identity.Server.Hosting.Docs;
using Identity.Server.Hosting.Logging;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Api;
using Identity.Server.Management.Api.Apis;
using Identity.Server.Management.Api.Clients;
using Identity.Server.Management.Api.Profiles;
using Identity.Server.Management.Api.Users;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.OpenApi;
using Identity.Server.Management.Wire;

namespace Identity.Server.Management;

/// <summary>Opens the door: every resource by name.</summary>
internal static class ManagementSetup
{
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.AddSingleton<Caller.Reader>().AddSingleton<Cursors>().AddSingleton<CallReader>();
        services.AddSingleton<Answerer>().AddSingleton<Operations>().AddSingleton<Changes>().AddSingleton<Refusals>();
        services.AddSingleton<IFaultShape, ProblemFaults>().AddSingleton<IInterfacePart, ManagementDescription>();
        return services
            .AddSingleton<IResource, MeResource>()
            .AddSingleton<CalledAccounts>()
            .AddSingleton<IResource, UserResource>()
            .AddSingleton<IResource, NewUserResource>()
            .AddSingleton<IResource, UserAccessResource>()
            .AddSingleton<IResource, UserLetterResource>()
            .AddSingleton<IResource, UserRoleResource>()
            .AddSingleton<IResource, UserRemovalResource>()
            .AddSingleton<IResource, UserCopyResource>()
            .AddSingleton<IResource, RoleResource>()
            .AddSingleton<IResource, PermissionResource>()
            .AddApps()
            .AddOversight();
    }

    /// <summary>What apps are registered, what they call, and as what they are spoken to.</summary>
    private static IServiceCollection AddApps(this IServiceCollection services)
    {
        services.AddSingleton<CalledClients>().AddSingleton<ClientReading>().AddSingleton<ClientWriting>();
        services.AddSingleton<ClientSurroundings>().AddSingleton<ProfileWriting>().AddSingleton<ProfileCatalogs>();
        return services
            .AddSingleton<IResource, ClientResource>()
            .AddSingleton<IResource, ClientSecretResource>()
            .AddSingleton<IResource, ClientRoleResource>()
            .AddSingleton<IResource, ClientPresetResource>()
            .AddSingleton<IResource, TryUrlResource>()
            .AddSingleton<IResource, ApiResource>()
            .AddSingleton<IResource, ApiSecretResource>()
            .AddSingleton<IResource, ScopeResource>()
            .AddSingleton<IResource, ProfileResource>();
    }

    /// <summary>What goes on in the server, and what it works with.</summary>
    private static IServiceCollection AddOversight(this IServiceCollection services)
    {
        services.AddSingleton<Names>().AddSingleton<Guarded>().AddSingleton<JobOverview>().AddSingleton<Figures>();
        return services
            .AddSingleton<IResource, SessionResource>()
            .AddSingleton<IResource, GrantResource>()
            .AddSingleton<IResource, TokenRevocationResource>()
            .AddSingleton<IResource, ConsentResource>()
            .AddSingleton<IResource, KeyResource>()
            .AddSingleton<IResource, LetterResource>()
            .AddSingleton<IResource, LetterTemplateResource>()
            .AddSingleton<IResource, JobResource>()
            .AddSingleton<IResource, AuditResource>()
            .AddSingleton<IResource, SettingResource>()
            .AddSingleton<LogLevelOrders>(OrdersOf)
            .AddSingleton<IResource, LogLevelResource>()
            .AddSingleton<IResource, CheckResource>()
            .AddSingleton<IResource, StatisticsResource>()
            .AddSingleton<IResource, TraceResource>();
    }

    private static LogLevelOrders OrdersOf(IServiceProvider provider)
    {
        var orders = ActivatorUtilities.CreateInstance<LogLevelOrders>(provider);
        provider
            .GetRequiredService<Notifications>()
            .Subscribe(LogLevels.Channel, _ => Task.CompletedTask, provider.GetRequiredService<LogLevels>().Hear);
        return orders;
    }

    public static void MapManagement(this IEndpointRouteBuilder routes)
    {
        var answerer = routes.ServiceProvider.GetRequiredService<Answerer>();
        foreach (var operation in routes.ServiceProvider.GetRequiredService<Operations>().All)
            routes.MapMethods(operation.FullPath, [operation.Method], http => answerer.AnswerAsync(http, operation));
    }
}
