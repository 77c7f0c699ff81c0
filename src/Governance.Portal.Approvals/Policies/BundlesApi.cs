using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Policies;

/// <summary>The bundle an OPA pulls.</summary>
internal static class BundlesApi
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/bundles/{name}", GetAsync)
            .RequirePermission(Permission.ReadGates)
            .WithTags("Gates")
            .WithSummary("Pull the portal's data as an OPA bundle")
            .WithDescription(
                "The bundle governance: a gzipped tar with data.json (data.governance.models, data.governance.policies) and "
                    + ".manifest. Send the ETag back as If-None-Match: 304 while nothing has changed. Example: /bundles/governance"
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/gzip")
            .Produces(StatusCodes.Status304NotModified)
            .Refuses(401, 403, 404);

    private static async Task<IResult> GetAsync(
        string name,
        [FromHeader(Name = "If-None-Match")] string? known,
        HttpContext http,
        OpaBundle bundle,
        CancellationToken ct
    )
    {
        if (name is not (OpaBundle.Name or OpaBundle.Name + ".tar.gz"))
        {
            return GateRefusals.BundleNotFound.ToProblem();
        }

        var (data, revision) = await bundle.DataAsync(ct);
        http.Response.RegisterForDisposeAsync(data);
        http.Response.Headers.ETag = $"\"{revision}\"";
        return known?.Trim().Trim('"') == revision
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Stream(stream => OpaBundle.PackAsync(data, revision, stream, http.RequestAborted), "application/gzip");
    }
}
