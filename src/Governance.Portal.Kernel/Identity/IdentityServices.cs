using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Data.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Governance.Portal.Kernel.Nodes;
using Governance.Portal.Kernel.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Registers who someone is and what they may do.</summary>
public static class IdentityServices
{
    // OWASP's figure for PBKDF2-HMAC-SHA512 (Password Storage Cheat Sheet). A hash of fewer is made again when its owner signs in.
    private const int PasswordIterations = 210_000;

    /// <summary>Accounts, session cookie, API keys, permissions, keys of the data protection.</summary>
    public static IServiceCollection AddPortalIdentity(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services
            .AddAuthentication(PortalSchemes.Any)
            .AddPolicyScheme(
                PortalSchemes.Any,
                null,
                o =>
                    o.ForwardDefaultSelector = context =>
                        context.Request.Headers.Authorization.Count > 0 ? PortalSchemes.ApiKey : PortalSchemes.Session
            )
            .AddCookie(PortalSchemes.Session)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(PortalSchemes.ApiKey, null);
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, SessionCookies>();
        // Plain HTTP is served on loopback only.
        services.Configure<AntiforgeryOptions>(o => o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.AddIdentityCore<User>().AddRoles<Role>().AddEntityFrameworkStores<GovernanceDbContext>().AddDefaultTokenProviders();
        services
            .AddOptions<IdentityOptions>()
            .Configure<IOptions<SecurityOptions>>(
                static (options, security) =>
                {
                    options.User.RequireUniqueEmail = true;
                    options.User.AllowedUserNameCharacters = ""; // the user name is the e-mail address, whatever signs that has
                    options.Lockout.MaxFailedAccessAttempts = security.Value.LockoutFailures;
                    options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(security.Value.LockoutMinutes);
                    options.Lockout.AllowedForNewUsers = true;
                    // Length beats rules about signs (NIST SP 800-63B section 3.1.1.2).
                    options.Password.RequiredLength = security.Value.PasswordLength;
                    options.Password.RequireDigit = false;
                    options.Password.RequireLowercase = false;
                    options.Password.RequireUppercase = false;
                    options.Password.RequireNonAlphanumeric = false;
                    options.Password.RequiredUniqueChars = 4;
                }
            );
        services.Configure<PasswordHasherOptions>(static options => options.IterationCount = PasswordIterations);
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        services
            .AddOptions<IdentityPasskeyOptions>()
            .Configure<IOptions<SecurityOptions>>(
                static (options, security) =>
                {
                    options.ServerDomain = security.Value.PasskeyDomain;
                    options.UserVerificationRequirement = "required";
                    options.ResidentKeyRequirement = "required"; // found at sign-in without asking for an e-mail address first
                    options.AttestationConveyancePreference = "none";
                    options.AuthenticatorTimeout = PasskeyChallenges.Time;
                    options.IsAllowedAlgorithm = static algorithm => algorithm is CoseKey.Es256 or CoseKey.Rs256;
                    options.ValidateOrigin = context =>
                        ValueTask.FromResult(
                            !context.CrossOrigin && context.Origin == PasskeySite.Of(context.HttpContext.Request, security.Value).Origin
                        );
                }
            );
        services.AddSingleSignOn();
        services.AddPermissionPolicies();
        services.AddSingleton<DataScopeAccessor>();
        services.AddSingleton<IDataScopeAccessor>(p => p.GetRequiredService<DataScopeAccessor>());
        services.AddScoped<CallerDataScope>();
        services.AddScoped<PageOpening>();
        services.AddScoped<PageDoor>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, RevalidatingSessions>();
        services.AddScoped<CurrentActor>();
        services.AddScoped<BrowserPasskeys>();
        services.AddSingleton<ReauthenticationService>();
        services.AddSingleton<IFreshProof, FreshProof>();
        services.AddSingleton<Accounts>();
        services.AddSingleton<FailureCounter>();
        services.AddNodes();
        services.AddSingleton<AccountGate>();
        services.AddSingleton<OneTimeCodes>();
        services.AddSingleton<PasswordLanes>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<PasswordGate>();
        services.AddSingleton<PasskeyChallenges>();
        services.AddSingleton<PasskeyGate>();
        services.AddSingleton<AnonymousRefusals>();
        services.AddSingleton<IRefusalLog>(p => p.GetRequiredService<AnonymousRefusals>());
        services.AddHostedService(p => p.GetRequiredService<AnonymousRefusals>());
        services.AddSingleton<AuthorizationFailureAuditor>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(p => p.GetRequiredService<AuthorizationFailureAuditor>());
        services.AddSingleton<IRefusedPages>(p => p.GetRequiredService<AuthorizationFailureAuditor>());
        services.AddSingleton<ExpiryJob>();
        services.AddHostedService(p => p.GetRequiredService<ExpiryJob>());
        services.AddScoped<IShellAccounts, ShellAccounts>();
        services.AddSingleton(p => new KeyFolder(p.GetRequiredService<IOptions<StorageOptions>>().Value.KeyPath));
        services.AddDataProtection().SetApplicationName("governance-portal");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<KeyFolder, ILoggerFactory>(
                static (options, keys, loggers) => options.XmlRepository = new KeysOfCookies(keys, loggers)
            );
        return services;
    }
}
