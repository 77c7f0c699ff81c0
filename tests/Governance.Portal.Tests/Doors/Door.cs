using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api.OpenApi;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Governance.Portal.Tests.Doors;

/// <summary>A page or an endpoint with one of its methods, and how to knock at it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">The route as the code writes it.</param>
/// <param name="Path">An address of that route, of things that are not there.</param>
/// <param name="IsPage">True for a page.</param>
/// <param name="IsOpen">True when anyone may call it.</param>
/// <param name="Declared">The permission the code asks for at the door; null when the action decides.</param>
/// <param name="LeavesToAction">True when the door asks only for a good account or key.</param>
/// <param name="Body">What to send: the example of the API's document where there is one.</param>
/// <param name="MediaType">Its type.</param>
internal sealed record Door(
    string Method,
    string Route,
    string Path,
    bool IsPage,
    bool IsOpen,
    Permission? Declared,
    bool LeavesToAction,
    string? Body,
    string MediaType
)
{
    public string Name => $"{Method} {Route}";

    private static readonly SemaphoreSlim s_reading = new(1, 1);
    private static IReadOnlyList<Door>? s_all;

    /// <summary>Every door of the portal, those that end a session last. They are the program's, not one portal's: read once.</summary>
    public static async Task<IReadOnlyList<Door>> AllAsync(PortalFactory portal, CancellationToken ct)
    {
        await s_reading.WaitAsync(ct);
        try
        {
            return s_all ??= await ReadAsync(portal, ct);
        }
        finally
        {
            s_reading.Release();
        }
    }

    private static async Task<IReadOnlyList<Door>> ReadAsync(PortalFactory portal, CancellationToken ct)
    {
        var description = await portal.Get<ApiDocument>().ReadAsync(ct);
        var document = JsonNode.Parse(await description.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct))!["paths"]!.AsObject();
        return
        [
            .. portal
                .Services.GetServices<EndpointDataSource>()
                .SelectMany(s => s.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(e => !IsFramework(e))
                .SelectMany(e => MethodsOf(e).Select(m => Of(e, m, document)))
                .DistinctBy(d => d.Name)
                .OrderBy(d => d.Name == "DELETE /api/v1/session")
                .ThenBy(d => d.Name, StringComparer.Ordinal),
        ];
    }

    private static Door Of(RouteEndpoint endpoint, string method, JsonObject document)
    {
        var route = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        var rules = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        var asked = rules.Select(r => Permission.List.FirstOrDefault(p => p.Name == r.Policy)).LastOrDefault(p => p is not null);
        var isPage = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        var (type, body) = method is "GET" or "HEAD" ? ("", null) : BodyOf(document, route, method);
        return new(
            method,
            route,
            PathOf(endpoint.RoutePattern),
            isPage,
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            asked,
            rules.Any(r => r.Policy == PermissionPolicies.ActiveCaller),
            body,
            type
        );
    }

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            ? ["GET"]
            : endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Where(m => m is not "HEAD") ?? ["GET"];

    private static (string Type, string? Body) BodyOf(JsonObject document, string route, string method)
    {
        var documented = route.Replace(":int", "", StringComparison.Ordinal).Replace(":long", "", StringComparison.Ordinal);
        if (document[documented]?[method.ToLowerInvariant()]?["requestBody"]?["content"] is not JsonObject { Count: > 0 } content)
        {
            return ("application/json", "{}");
        }

        var (type, shape) = content.First();
        return (
            type,
            type.Contains("json", StringComparison.Ordinal) ? (shape?["example"] ?? new JsonObject()).ToJsonString() : "a,b\n1,2\n"
        );
    }

    // Ids are well formed and of nothing that exists: anyone who may call gets a 404, anyone who may not gets no further than the door.
    private static string PathOf(RoutePattern pattern) =>
        "/"
        + string.Join(
            '/',
            pattern.PathSegments.Select(
                (segment, i) =>
                    string.Concat(
                        segment.Parts.Select(part =>
                            part switch
                            {
                                RoutePatternLiteralPart literal => literal.Content,
                                RoutePatternSeparatorPart separator => separator.Content,
                                RoutePatternParameterPart parameter => ValueOf(
                                    parameter,
                                    i > 0 && pattern.PathSegments[i - 1].Parts[0] is RoutePatternLiteralPart before ? before.Content : ""
                                ),
                                _ => throw new InvalidOperationException(part.PartKind.ToString()),
                            }
                        )
                    )
            )
        );

    private static string ValueOf(RoutePatternParameterPart parameter, string before) =>
        parameter.ParameterPolicies.Any(p => p.Content is "int" or "long")
            ? "1"
            : (before, parameter.Name.ToLowerInvariant()) switch
            {
                ("users", _) => "USR-9999",
                ("windows", _) => "WIN-9999",
                ("keys", _) => "KEY-9999",
                ("access-reviews", _) => "ACR-9999",
                ("promotions" or "approvals", _) => "APR-9999",
                ("signoffs", _) => "SGN-9999",
                ("systems", _) => "SYS-9999",
                ("risks", _) => "RSK-9999",
                ("incidents", _) => "INC-9999",
                ("retirements", _) => "RET-9999",
                ("alerts", _) => "ALR-9999",
                ("assessments", _) => "ASM-9999",
                ("reports", _) => "REP-9999",
                ("waivers", _) => "WVR-9999",
                ("calls", _) => "CALL-9999",
                ("runs", _) => "RUN-9999",
                ("experiments", _) => "EXP-9999",
                ("training" or "training-permits", _) => "TRN-9999",
                ("training-runs", _) => "TRR-9999",
                ("data-tasks", _) => "DTK-9999",
                ("monitors", _) => "MON-9999",
                ("measurements", _) => "LBL-9999",
                ("delegations", _) => "DLG-9999",
                ("dashboard-subscriptions", _) => "SUB-9999",
                ("channels", _) => "CHN-9999",
                ("integrations", _) => "DST-9999",
                ("imports", _) => "MLI-9999",
                ("changes", _) => "PCR-9999",
                ("source-reviews", _) => "REV-9999",
                ("evidence", _) => "EVD-9999",
                ("gates", _) => "GATE-9999",
                ("explanation-requests", _) => "EXR-9999",
                ("tier", _) => "TIR-9999",
                ("validations", _) => "VAL-9999",
                ("findings", _) => "FND-9999",
                ("overlays", _) => "OVL-9999",
                ("overseers", _) => "OVS-9999",
                ("stop-tests", _) => "STP-9999",
                ("suppliers", _) => "SPL-9999",
                ("supplier-records", _) => "SPR-9999",
                ("use-cases", _) => "USE-9999",
                ("reviews" or "decision-reviews", _) => "RVW-9999",
                ("validation-schedules", _) => "VSC-9999",
                ("validation-runs", _) => "VRN-9999",
                ("held-out-sets", _) => "HOS-9999",
                ("deployments", _) => "DEP-9999",
                ("permits", _) => "PMT-9999",
                ("versions", "id") => "PBK-9999",
                ("versions", _) => "9.9.9",
                (_, "model") => "no-such-model",
                (_, "agent") => "no-such-agent",
                (_, "version") => "9.9.9",
                (_, "obligation") => "OBL-1",
                (_, "point") => "AIV-1-a",
                ("documents", _) => "annex-iv",
                _ => string.Create(CultureInfo.InvariantCulture, $"none"),
            };

    // What carries the pages' files and circuits: nothing of anyone is in it.
    private static bool IsFramework(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText is not { } text
        || text.StartsWith("/_blazor", StringComparison.Ordinal)
        || text.TrimStart('/').StartsWith("_framework", StringComparison.Ordinal)
        || text.TrimStart('/').StartsWith("_content", StringComparison.Ordinal)
        || text is "{**path:file}"
        || text.StartsWith("{**", StringComparison.Ordinal)
        || (endpoint.DisplayName?.StartsWith("Fallback", StringComparison.Ordinal) is true)
        || (
            text.Contains('.', StringComparison.Ordinal)
            && !text.Contains('{', StringComparison.Ordinal)
            && !text.StartsWith("/api", StringComparison.Ordinal)
            && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            && endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is null
        );
}
