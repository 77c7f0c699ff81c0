using Governance.Domain;
using Governance.Domain.Discovery;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Discovery;

/// <summary>What scans found. Filters and page live in the address.</summary>
public sealed partial class DiscoveryPage(ListDiscoveries list)
{
    /// <summary>Where it is.</summary>
    public const string Address = "/discovery";

    private const string Snippet = "governance discover . --report --source git.example/fraud";
    private const int MaxSlug = 100;

    private PageOf<DiscoveryView>? _page;
    private IReadOnlyList<FilterChoice> _choices = [];
    private Refusal? _refusal;
    private DiscoveryView? _deciding;

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery]
    private string? Source { get; set; }

    [SupplyParameterFromQuery(Name = "gone")]
    private string? IsGone { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [ReportDiscoveries.List];

    /// <summary>The page with what waits in one source.</summary>
    public static string Of(string source) => $"{Address}?source={Uri.EscapeDataString(source)}&state=to-triage&gone=false";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var page = await list.PageAsync(
            new DiscoveryFilter(State, Kind, Source, IsGone),
            ListAddress.SkipOf(PageNumber),
            ListAddress.PageSize,
            Gone
        );
        (_refusal, _page) = (page.Refusal, page.IsDone ? page.Value : null);
        _choices =
        [
            .. Enum.GetValues<DiscoveryState>()
                .Select(s => new FilterChoice($"state={WireName.Of(s)}", "State", DiscoveryLabels.State(s).Word)),
            .. Enum.GetValues<DiscoveryKind>().Select(k => new FilterChoice($"kind={WireName.Of(k)}", "Kind", DiscoveryLabels.Kind(k))),
            new("gone=true", "Gone", "Yes"),
            new("gone=false", "Gone", "No"),
            .. (await list.SourcesAsync(Gone)).Select(s => FilterChoice.Named($"source={s}", "Source", s)),
        ];
    }

    // A version is written model@version.
    private static string AddressOf(string registered)
    {
        var at = registered.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? ModelAddresses.Model(registered) : ModelAddresses.Version(registered[..at], registered[(at + 1)..]);
    }

    private static string RegisterHref(DiscoveryView item)
    {
        var file = item.Path[(item.Path.LastIndexOf('/') + 1)..];
        var stem = item.Kind is DiscoveryKind.ModelFile && file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : item.Name;
        var slug = new string([.. stem.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-')]).Trim(
            '-',
            '.',
            '_'
        );
        slug = slug[..Math.Min(slug.Length, MaxSlug)];
        var purpose = T["Found in {0}: {1}", item.Source, item.Place];
        return $"/models?open=register&named={Uri.EscapeDataString(slug)}&purpose={Uri.EscapeDataString(purpose)}";
    }

    private async Task CloseAsync()
    {
        _deciding = null;
        await LoadAsync();
    }
}
