using System.ComponentModel.DataAnnotations;
using Governance.Domain.Identity;
using Governance.Domain.Organisations;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Organisations;

/// <summary>Details of the organisation.</summary>
/// <param name="Name">Its name, as printed on documents; at most 200 characters.</param>
/// <param name="Address">Its postal address in at most 8 lines, with the country.</param>
/// <param name="Email">E-mail address for questions about its AI systems.</param>
/// <param name="TimeZone">IANA name of its time zone, such as Europe/Copenhagen (default: that of the configuration).</param>
public sealed record OrganisationBody(
    [property: Required] string? Name,
    string? Address = null,
    string? Email = null,
    string? TimeZone = null
)
{
    internal OrganisationDetails ToDetails() => new(Name, Address, Email, TimeZone);
}

/// <summary>The organisation over HTTP, for administrators.</summary>
internal static class OrganisationApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var organisation = api.MapGroup("/organisation").WithTags("Organisation");
        organisation
            .MapGet("", GetAsync)
            .RequirePermission(Permission.Administer)
            .WithName("GetOrganisation")
            .WithSummary("Read the organisation's details")
            .WithDescription(
                "The name used in documents and on the sign-in page (null until one is set), the contact details, and the time "
                    + "zone of legal deadlines. The ETag is the revision, 0 before the first change."
            )
            .Produces<OrganisationView>()
            .Refuses(401, 403);
        organisation
            .MapPut("", PutAsync)
            .RequireCaller()
            .WithName("PutOrganisation")
            .WithSummary("Set the organisation's details")
            .WithDescription(
                "Replaces everything: what is left out is removed, and without a time zone, that of the configuration applies. "
                    + "Existing documents stay as they are. Requires a fresh proof of identity. With If-Match and the ETag read before, a "
                    + "stale change is refused (412). Example: {\"name\":\"Meridian Retail Bank\",\"address\":\"1 Example Street\\n1050 "
                    + "Copenhagen\\nDenmark\",\"email\":\"ai-governance@bank.example\",\"timeZone\":\"Europe/Copenhagen\"}"
            )
            .Produces<OrganisationView>()
            .Refuses(400, 401, 403, 409, 412, 422);
    }

    private static async Task<IResult> GetAsync(HttpContext http, GetOrganisation get, CancellationToken ct)
    {
        var view = await get.RunAsync(ct);
        ETags.Set(http, view.Revision);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> PutAsync(
        [FromBody] OrganisationBody body,
        Caller caller,
        HttpContext http,
        ChangeOrganisation change,
        GetOrganisation get,
        CancellationToken ct
    )
    {
        var outcome = await change.RunAsync(caller.Actor, body.ToDetails(), ETags.IfMatch(http), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await GetAsync(http, get, ct);
    }
}
