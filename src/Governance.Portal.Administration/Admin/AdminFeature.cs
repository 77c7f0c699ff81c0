using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Admin.Health;
using Governance.Portal.Administration.Admin.Import;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Administration.Admin;

/// <summary>Accounts, roles, API keys, and what is done on the host.</summary>
public sealed class AdminFeature : IPortalFeature
{
    /// <summary>Adds the services.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundPeople>();
        services.AddSingleton<IPaletteSource, FoundKeys>();
        services.AddFindableAction(
            "Invite user",
            "/admin/users?open=invite",
            "person",
            Permission.Administer,
            "new user, add a person, colleague"
        );
        services.AddFindableAction("Create key", "/admin/keys?open=key", "key", Permission.Administer, "new API key, token");
        services.AddSingleton<CreateUser>();
        services.AddSingleton<ChangeRoles>();
        services.AddSingleton<ConfirmAccess>();
        services.AddSingleton<ChangeUserState>();
        services.AddSingleton<PreviewPeople>();
        services.AddSingleton<SendLink>();
        services.AddSingleton<ResetAccess>();
        services.AddSingleton<ReviewAccess>();
        services.AddSingleton<LinkUser>();
        services.AddSingleton<BreakGlassAlarm>().AddSingleton<IShellAlarm>(provider => provider.GetRequiredService<BreakGlassAlarm>());
        services.AddHostedService<BreakGlassWatch>();
        services.AddSingleton<CreateKey>();
        services.AddDoctorCheck<KeysDoctor>("api-keys");
        services.AddSingleton<RevokeKey>();
        services.AddSingleton<UserQueries>();
        services.AddSingleton<KeyQueries>();
        services.AddSingleton<IInstallationCheck, SchemaCheck>();
        services.AddSingleton<IInstallationCheck, StoreCheck>();
        services.AddSingleton<IHostCommand, CreateUserCommand>();
        services.AddSingleton<IHostCommand, ImportUsersCommand>();
        services.AddSingleton<IHostCommand, CreateKeyCommand>();
        services.AddSingleton<IHostCommand, ConfirmAccessCommand>();
        services.AddSingleton<IHostCommand, MigrateCommand>();
        services.AddSingleton<IHostCommand, CheckCommand>();
        services.Configure<ShellOptions>(o =>
        {
            foreach (var permission in Permission.List)
            {
                o.PermissionNames[permission.Name] = permission.Words;
            }
        });
        services.AddSingleton(new AdminPage("Users", "/admin/users", 10, Words: "people, invite, accounts, members"));
        services.AddSingleton(new AdminPage("Roles", "/admin/roles", 20, Words: "permissions, rights, access"));
        services.AddSingleton(new AdminPage("Single sign-on", "/admin/sign-on", 30, Words: "SSO, OIDC, identity provider, SCIM"));
        services.AddSingleton(new AdminPage("API keys", "/admin/keys", 40, Words: "tokens, service accounts, pipelines, secrets"));
        services.AddSingleton(new AdminPage("Access review", "/admin/access-review", 50, Words: "recertification, who has access"));
        services.AddSingleton<ReadHealth>().AddSingleton<IMeasureNode, MeasureHealth>();
        services.AddSingleton<SetAsideWork>().AddSingleton<SetAsideHealth>();
        services.AddSingleton<IHealthSource>(p => p.GetRequiredService<SetAsideHealth>());
        services.AddDoctorCheck<SetAsideHealth>("background work");
        services.AddSingleton(
            new AdminPage("Health", "/admin/health", 90, Words: "status, readiness, disk, clock, mail server, limits, operations")
        );
        services.AddSingleton<IQueueSource, QueuedAccess>();
        services.AddSingleton<ISetupStep, PeopleStep>();
        services.AddSingleton<IQueueSource, QueuedAccessReviews>();
        services.AddSingleton<IClockSource, AccessClocks>();
        services.AddActionLabels(
            ("user.identity-linked", "Linked to single sign-on"),
            ("user.identity-unlinked", "Link to single sign-on removed"),
            ("user.codes-reset", "One-time codes reset"),
            ("user.break-glass-changed", "Break-glass account changed"),
            ("role.granted", "Role granted"),
            ("role.revoked", "Role removed"),
            ("role.scope-changed", "Scope of a role changed"),
            ("user.created", "User created"),
            ("user.enabled", "User enabled"),
            ("user.disabled", "User disabled"),
            ("user.unlocked", "User unlocked"),
            ("user.link-sent", "One-time link created"),
            ("key.created", "API key created"),
            ("key.revoked", "API key revoked"),
            ("work.started-again", "Background work started again"),
            ("database.migrated", "Database migrated"),
            ("database.checked", "Database checked")
        );
        foreach (var action in (string[])["role.granted", "role.revoked", "role.scope-changed"])
        {
            services.AddActionDetail(
                action,
                (words, data) => LogLabels.Text(data, "role") is { } role ? $"{words}: {Roles.Title(role)}" : null
            );
        }

        services.AddJobName("single-sign-on", "Single sign-on");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        api.MapUsers();
        api.MapUserAccess();
        api.MapAccessReviews();
        api.MapKeys();
        api.MapWork();
    }
}
