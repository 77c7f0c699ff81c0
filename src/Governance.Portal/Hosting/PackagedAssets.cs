using Microsoft.AspNetCore.StaticAssets;

namespace Governance.Portal.Hosting;

/// <summary>
/// The build compresses what a package brings under its plain name only: under the fingerprinted name, by which pages ask for it, there is
/// nothing but the whole file. Such a request is answered with what lies under the plain name, and kept as long as a fingerprinted name
/// allows.
/// </summary>
/// <param name="next">What follows.</param>
/// <param name="endpoints">
/// All endpoints, known when the first request comes: the one list that routing and authorisation read too. What it is put together from
/// makes every endpoint again for each who asks.
/// </param>
internal sealed class PackagedAssets(RequestDelegate next, EndpointDataSource endpoints)
{
    private const string Immutable = "max-age=31536000, immutable";

    private readonly Lazy<Dictionary<string, string>> _plain = new(() =>
        Read([.. endpoints.Endpoints.Select(e => e.Metadata.GetMetadata<StaticAssetDescriptor>()).OfType<StaticAssetDescriptor>()])
    );

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Value is { Length: > 1 } path && _plain.Value.TryGetValue(path, out var plain))
        {
            context.Request.Path = plain;
            context.Response.OnStarting(
                static state =>
                {
                    var response = (HttpResponse)state;
                    if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                    {
                        response.Headers.CacheControl = Immutable;
                    }

                    return Task.CompletedTask;
                },
                context.Response
            );
        }

        return next(context);
    }

    // By the path of a fingerprinted file without compressed forms: the path of the same file that has some.
    private static Dictionary<string, string> Read(List<StaticAssetDescriptor> all)
    {
        var compressed = all.Where(d => d.Selectors.Count > 0).ToList();
        var served = compressed.Select(d => d.Route).ToHashSet(StringComparer.Ordinal);
        var plain = all.Where(d => d.Selectors.Count == 0 && served.Contains(d.Route) && !IsImmutable(d))
            .GroupBy(d => d.AssetPath, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().Route, StringComparer.Ordinal);
        return all.Where(d => d.Selectors.Count == 0 && IsImmutable(d) && !served.Contains(d.Route) && plain.ContainsKey(d.AssetPath))
            .ToDictionary(d => "/" + d.Route, d => "/" + plain[d.AssetPath], StringComparer.Ordinal);
    }

    private static bool IsImmutable(StaticAssetDescriptor descriptor) =>
        descriptor.ResponseHeaders.Any(h => h.Name == "Cache-Control" && h.Value.Contains("immutable", StringComparison.Ordinal));
}
