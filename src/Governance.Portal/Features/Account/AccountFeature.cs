using Governance.Portal.Components.Layout;

namespace Governance.Portal.Features.Account;

/// <summary>Signing in and out, the role in force, first run, own sessions.</summary>
public static class AccountFeature
{
    /// <summary>Adds the services.</summary>
    public static IServiceCollection AddAccount(this IServiceCollection services)
    {
        services.AddSingleton<OpenSession>();
        services.AddSingleton<CloseSession>();
        services.AddSingleton<SwitchRole>();
        services.AddSingleton<Reauthenticate>();
        services.AddSingleton<RegisterPasskey>();
        services.AddSingleton<ChangePasskeys>();
        services.AddSingleton<ChangeCodes>();
        services.AddSingleton<SetPassword>();
        services.AddSingleton<CompleteSetup>();
        services.AddSingleton<FirstRun>();
        services.AddHostedService(p => p.GetRequiredService<FirstRun>());
        services.AddSingleton<SessionQueries>();
        services.Configure<ShellOptions>(o => o.SwitchRolePath = RoleForm.Path);
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapAccount(this WebApplication app, RouteGroupBuilder api)
    {
        api.MapSession();
        api.MapPasskeys();
        api.MapCodes();
        api.MapOwnSessions();
        api.MapSetup();
        app.MapRoleForm();
    }
}
