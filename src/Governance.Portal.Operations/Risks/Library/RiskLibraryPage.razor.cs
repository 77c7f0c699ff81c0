using System.Globalization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks.Library;

/// <summary>The risk library. The set and what the risks are for live in the address; what is chosen does not.</summary>
public sealed partial class RiskLibraryPage
{
    // The name of the parameter that says what the risks are for.
    private const string Key = "for";

    private static readonly Crumb[] s_trail = [new("Risks", "/risks")];
    private static readonly (string, string)[] s_fields = [("place", "library-place")];

    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RatingBody> _ratings = new(StringComparer.Ordinal);
    private LibrarySet _set = RiskLibrary.Sets[0];
    private IReadOnlyList<LibraryOffer>? _offers;
    private RiskPlaces _places = new([], []);
    private FormErrors _errors = new(null);
    private Sentence? _problem;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "set")]
    private string? SetKey { get; set; }

    [SupplyParameterFromQuery(Name = Key)]
    private string? For { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [.. (_offers ?? []).Select(o => o.Known?.ToString()).OfType<string>()];

    // What is no model and no system of this reader is as if it were not there.
    private string Place =>
        For is { } place && (_places.Models.Contains(place) || _places.Systems.Any(s => s.Id.ToString() == place)) ? place : "";

    private string Action =>
        _busy ? "Saving…"
        : _chosen.Count == 0 ? "Add to the register"
        : T["Add {0} to the register", Formats.Plural(_chosen.Count, "risk")];

    private bool CanAdd => Place.Length > 0 && May(Permission.WriteRisks);

    private IReadOnlyList<TabItem> Items =>
        [
            .. RiskLibrary.Sets.Select(s => new TabItem(
                s.Key,
                s.Key switch
                {
                    "credit-scoring" => "Credit",
                    "rag-assistant" => "Assistant",
                    "network-intrusion-detection" => "Intrusion detection",
                    "dynamic-pricing" => "Pricing",
                    Frameworks.Owasp => "OWASP LLM 2025",
                    Frameworks.AgentThreats => "OWASP Agentic 1.1",
                    _ => s.Name,
                },
                Navigation.With(("set", s.Key))
            )),
        ];

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        _set = RiskLibrary.Get(SetKey) ?? RiskLibrary.Sets[0];
        _places = await Library.PlacesAsync(Gone);
        _offers = await Library.RunAsync(_set, Place, T.Word, Gone);
        _chosen.RemoveWhere(id => !_offers.Any(o => o.Risk.Id == id && o.Known is null));
        (_problem, _errors) = (null, new(null));
    }

    private void Toggle(string id)
    {
        if (!_chosen.Remove(id))
        {
            _chosen.Add(id);
        }
    }

    private void Rate(string id, string? chosen, bool likelihood)
    {
        int? level = int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : null;
        var now = _ratings.GetValueOrDefault(id) ?? new(null, null);
        _ratings[id] = likelihood ? now with { Likelihood = level } : now with { Impact = level };
    }

    private async Task AddAsync()
    {
        if (_busy || _chosen.Count == 0)
        {
            return;
        }

        _busy = true;
        try
        {
            var outcome = await Adding.RunAsync(
                await CurrentActor.GetAsync(),
                new(
                    Place,
                    null,
                    null,
                    [
                        .. _set
                            .Risks.Where(r => _chosen.Contains(r.Id))
                            .Select(r => new AddLibraryRisks.Choice(r.Id, _ratings.GetValueOrDefault(r.Id))),
                    ]
                )
                {
                    Words = T.Word,
                },
                Gone
            );
            _errors = new(outcome.Refusal, s_fields);
            _problem = outcome.Refusal is { } refusal ? refusal.First : null;
            if (outcome.IsDone)
            {
                _chosen.Clear();
                Toasts.Show($"{Formats.Plural(outcome.Value.Raised.Count, "risk")} added to the register.");
                await ReloadAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
