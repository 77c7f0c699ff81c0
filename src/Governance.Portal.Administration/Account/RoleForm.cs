using System.Security.Claims;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Governance.Portal.Administration.Account;

/// <summary>The form of the account menu that switches the role in force. Guarded by an antiforgery token, like every form.</summary>
internal static class RoleForm
{
    public const string Path = "/account/role";

    public static void MapRoleForm(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, SwitchAsync).RequireCaller().WithMetadata(new RequireAntiforgeryTokenAttribute()).ExcludeFromDescription();

    private static async Task<RedirectHttpResult> SwitchAsync(
        HttpContext context,
        Caller caller,
        SwitchRole switching,
        CancellationToken ct
    )
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
        {
            throw new BadHttpRequestException("The form was not sent from a page of this portal, or the page is too old: load it again.");
        }

        var form = await context.Request.ReadFormAsync(ct);
        var outcome = await switching.RunAsync(caller.Actor, form["role"], ct);
        if (!outcome.IsDone)
        {
            return TypedResults.LocalRedirect("~/forbidden");
        }

        await SessionEndpoints.SignInAsync(context, outcome.Value, context.User.FindFirstValue(PortalClaims.Csrf) ?? SecretText.New());
        return TypedResults.LocalRedirect(OwnPage.Of(form["returnUrl"]));
    }
}
