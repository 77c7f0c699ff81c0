using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Models.Discovery;
using Microsoft.Extensions.DependencyInjection;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Discovery;

internal sealed class DiscoveryGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("discovery", "/discovery", "/discovery") { Viewer = Risk },
        new("discovery-none", "/discovery", "/discovery?state=blocked") { Viewer = Risk },
    ];

    /// <summary>A scan with a few findings, for the pages above.</summary>
    internal static async Task PrepareAsync(IServiceProvider services)
    {
        FoundThing[] findings =
        [
            FoundThing.Of("model-file", "ONNX", ("models/churn.onnx", null), (null, null), new string('a', 64))!,
            FoundThing.Of("sdk", "OpenAI", ("src/chat.py", 2), (null, null), new string('b', 64))!,
            FoundThing.Of("provider-key", "Anthropic API key", ("config/.env", 4), (null, null), new string('c', 64))!,
            FoundThing.Of("endpoint", "api.mistral.ai", ("crm", null), ("Mistral", "15 requests, 2 users"), new string('d', 64))!,
        ];
        var clock = services.GetRequiredService<TimeProvider>();
        var filed = await services
            .GetRequiredService<ReportDiscoveries>()
            .RunAsync(Actor.Host, new Scan("git.example/fraud", clock.GetUtcNow(), "a41f09c2", true, findings), CancellationToken.None);
        Assert.True(filed.IsDone, filed.Refusal?.Message);
    }
}
