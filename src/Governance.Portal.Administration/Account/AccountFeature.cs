using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>Signing in and out, the role in force, first run, own sessions.</summary>
public sealed class AccountFeature : IPortalFeature
{
    /// <summary>Adds the services.</summary>
    public void Add(IServiceCollection services)
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
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        api.MapSession();
        api.MapPasskeys();
        api.MapCodes();
        root.MapPassword(api);
        api.MapOwnSessions();
        root.MapProvider(api);
        api.MapSetup();
        root.MapRoleForm();
    }
}
