using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

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
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<RenewSession>();
        services.AddSingleton<ProviderSignIn>();
        services.AddSingleton<ConfirmAtProvider>().AddSingleton<IConfirmAtProvider>(s => s.GetRequiredService<ConfirmAtProvider>());
        services.AddSingleton<ConfirmationWays>();
        services.AddSingleton<LinkIdentity>();
        services.AddSingleton<EndProviderSessions>();
        services.AddSingleton<ProviderAnswers>();
        services.AddSingleton<IProviderAnswers>(p => p.GetRequiredService<ProviderAnswers>());
        services.AddSingleton<SetPassword>();
        services.AddSingleton<CompleteSetup>();
        services.AddSingleton<FirstRun>();
        services.AddHostedService(p => p.GetRequiredService<FirstRun>());
        services.AddSingleton<SessionQueries>();
        services.Configure<ShellOptions>(o => o.SwitchRolePath = RoleForm.Path);
        services
            .AddOptions<ShellOptions>()
            .Configure<IOptions<SingleSignOnOptions>>(
                (o, signOn) => o.SignOutPath = signOn.Value.IsEnabled ? ProviderEndpoints.SignOut : o.SignInPath
            );
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapAccount(this WebApplication app, RouteGroupBuilder api)
    {
        api.MapSession();
        api.MapPasskeys();
        api.MapCodes();
        app.MapPassword(api);
        api.MapOwnSessions();
        app.MapProvider(api);
        api.MapSetup();
        app.MapRoleForm();
    }
}
