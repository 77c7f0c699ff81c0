using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Asks for a permission, as the database grants it now.</summary>
public sealed record PermissionRequirement(Permission Permission) : IAuthorizationRequirement;

/// <summary>
/// Asks only that the caller is someone whose account, session or key is still good. The action decides the rest, and logs a refusal.
/// </summary>
public sealed record ActiveCallerRequirement : IAuthorizationRequirement;

internal sealed class PermissionHandler(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock,
    DataScopeAccessor readers,
    CallerDataScope held,
    PageOpening opening,
    AnonymousRefusals refusals,
    IServiceProvider services
) : IAuthorizationHandler
{
    public async Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (context.User.Identity?.IsAuthenticated is not true)
        {
            return;
        }

        var pending = context.PendingRequirements.Where(r => r is PermissionRequirement or ActiveCallerRequirement).ToList();
        if (pending.Count == 0)
        {
            return;
        }

        var request = context.Resource as HttpContext;
        var cancelled = request?.RequestAborted ?? CancellationToken.None;
        // The frame around the page, which is drawn at the same time or after, stands on what is read here.
        using var reading = context.Resource is Microsoft.AspNetCore.Components.RouteData ? opening.Begin() : null;
        await using var db = await dbFactory.CreateDbContextAsync(cancelled);
        db.DataScope = null; // what an address names is looked up among everything there is, or nothing could be said to lie outside
        var actor = context.User.ToActor();
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), cancelled);
        var dataScope = access.IsDone ? access.Value.DataScope : held.DataScope;
        // Noted before anything of the page or call is read.
        readers.Note(request, held, dataScope);
        // Of someone whose access is not good nothing is known: they read nothing, and are told why by what they tried.
        var isUnknown = !access.IsDone && ReferenceEquals(dataScope, DataScope.Empty);
        var outside = dataScope is null || isUnknown ? null : await OutsideAsync(db, dataScope, context.Resource, cancelled);
        // Parts of a page ask too, about no address, and must not change what is said of the page's own.
        if (context.Resource is not null)
        {
            (held.IsOutside, held.Lacking) = (outside is not null, null);
        }

        if (outside is not null)
        {
            if (context.Resource is Microsoft.AspNetCore.Components.RouteData page)
            {
                // Inside an open page no request passes the door, so it is logged here.
                await refusals.AddKnownAsync(
                    context.User.ToActor(),
                    AuthorizationFailureAuditor.Action,
                    outside,
                    ScopeRefusals.Outside.Code,
                    $"GET {PageRoutes.Of(page) ?? page.PageType.Name}",
                    cancelled
                );
            }

            context.Fail(new OutsideReason(this, outside));
            return;
        }

        if (
            context.Resource is Microsoft.AspNetCore.Components.RouteData opened
            && context.User.HasClaim(c => c.Type == PortalClaims.Limited)
            && !SecondStepGate.IsOpen(opened.PageType)
        )
        {
            held.Lacking = SecondFactor.Missing; // what a person reads: where to set it up, and not whom to ask for a permission
            context.Fail(new LackingReason(this, SecondFactor.Missing));
            return;
        }

        // Without their role someone is still someone: they can sign out, switch to another role, and read why an action is refused.
        var active =
            access.IsDone
            || access.Refusal == IdentityRefusals.RoleTaken
            || access.Refusal == IdentityRefusals.RoleSwitched
            || access.Refusal.Code == IdentityRefusals.RoleNotConfirmedCode;
        foreach (var requirement in pending)
        {
            // Said instead of that the role does not include it: what is missing is a record, which they can get.
            if (requirement is PermissionRequirement of && access.IsDone && access.Value.LacksRecordFor(of.Permission) is { } lacking)
            {
                if (context.Resource is not null)
                {
                    held.Lacking = lacking;
                }

                context.Fail(new LackingReason(this, lacking));
            }
            else if (requirement is PermissionRequirement asked ? access.IsDone && access.Value.Has(asked.Permission) : active)
            {
                context.Succeed(requirement);
            }
        }
    }

    private async Task<string?> OutsideAsync(GovernanceDbContext db, DataScope dataScope, object? resource, CancellationToken ct) =>
        resource switch
        {
            HttpContext http => await DataScopeAuthorization.OutsideAsync(
                db,
                dataScope,
                http.Request.RouteValues,
                http.Request.Path.Value ?? "",
                http.Request.Query,
                ct
            ),
            Microsoft.AspNetCore.Components.RouteData route => await DataScopeAuthorization.OutsideAsync(
                db,
                dataScope,
                route,
                QueryOfPage(),
                ct
            ),
            _ => null,
        };

    // Over the connection of an open page there is no request to read it from.
    private QueryCollection QueryOfPage() =>
        new(QueryHelpers.ParseQuery(new Uri(services.GetRequiredService<NavigationManager>().Uri).Query));
}

/// <summary>Why a limited role was refused: the address names something outside.</summary>
/// <param name="Handler">Who refused.</param>
/// <param name="Subject">What the address names.</param>
public sealed class OutsideReason(IAuthorizationHandler Handler, string Subject)
    : AuthorizationFailureReason(Handler, ScopeRefusals.Outside.Message)
{
    /// <summary>What the address names.</summary>
    public string Subject { get; } = Subject;
}

/// <summary>Why someone was refused whose role would allow it: a record of training is missing for that role.</summary>
/// <param name="Handler">Who refused.</param>
/// <param name="Refusal">What is missing, and what to do.</param>
public sealed class LackingReason(IAuthorizationHandler Handler, Refusal Refusal) : AuthorizationFailureReason(Handler, Refusal.Message)
{
    /// <summary>What is missing, and what to do.</summary>
    public Refusal Refusal { get; } = Refusal;
}

/// <summary>One authorisation policy per permission, under the permission's name.</summary>
public static class PermissionPolicies
{
    /// <summary>Name of the policy that only asks for a good account, session or key.</summary>
    public const string ActiveCaller = "active-caller";

    /// <summary>Registers the policies; whatever says nothing needs a signed-in person.</summary>
    public static IServiceCollection AddPermissionPolicies(this IServiceCollection services)
    {
        services.AddScoped<IAuthorizationHandler, PermissionHandler>();
        // A page that asks for no one in particular ([Authorize] alone) is asked about too: otherwise nothing noted what a limited role
        // reaches there.
        var active = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new ActiveCallerRequirement()).Build();
        var builder = services.AddAuthorizationBuilder().AddPolicy(ActiveCaller, active).SetDefaultPolicy(active).SetFallbackPolicy(active);
        foreach (var permission in Permission.List)
        {
            builder.AddPolicy(permission.Name, p => p.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)));
        }

        return services;
    }

    /// <summary>For reads: refused at the door without the permission.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(permission);
        return builder.RequireAuthorization(permission.Name);
    }

    /// <summary>For writes: the action itself checks the permission in its transaction, and logs a refused attempt.</summary>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(ActiveCaller);

    /// <summary>
    /// For writes whose body or target is read before the action's transaction: refused at the door without the permission, and logged
    /// under the action tried. The action asks again in its transaction.
    /// </summary>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder builder, Permission permission, string action)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(permission);
        return builder.RequireAuthorization(permission.Name).WithMetadata(new TriedAction(action));
    }
}

/// <summary>The action an endpoint is there for, as the log names it.</summary>
/// <param name="Action">Noun and verb in the past.</param>
public sealed record TriedAction(string Action);
