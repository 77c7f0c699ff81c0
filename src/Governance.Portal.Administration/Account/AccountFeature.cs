using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Governance.Portal.Kernel.Labels;
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
        services.AddSingleton<Reauthentication>();
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
        services.AddActionLabels(
            ("codes.begun", "Setup of one-time codes started"),
            ("codes.set-up", "One-time codes set up"),
            ("codes.removed", "One-time codes removed"),
            ("session.read", "Session viewed"),
            ("session.opened", "Signed in"),
            ("session.refused", "Sign-in refused"),
            ("session.closed", "Signed out"),
            ("session.renewed", "Session ID renewed"),
            ("browser.forgotten", "Unused browsers removed"),
            ("password.changed", "Own password changed"),
            ("session.reauthenticated", "Identity confirmed"),
            ("passkey.registered", "Passkey added"),
            ("passkey.renamed", "Passkey renamed"),
            ("passkey.removed", "Passkey removed"),
            ("role.switched", "Active role switched"),
            ("user.password-set", "Password set"),
            ("setup.completed", "Setup completed")
        );
        services.AddActionDetail(
            "role.switched",
            (words, data) => LogLabels.Text(data, "after") is { } role ? $"{words} to {Roles.Title(role)}" : null
        );
        services.AddJobName("setup", "First run");
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
