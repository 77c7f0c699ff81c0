using System.Globalization;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Intake;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Writes a proposal: a new one, or one that is with its proposer. Knows no rule: it sends and shows what came back.</summary>
public sealed partial class UseCaseFormPage(
    ListUseCases list,
    ProposeUseCase propose,
    ChangeUseCase change,
    SubmitUseCase submitting,
    LawLibrary laws,
    ToastService toasts
)
{
    private static readonly Crumb[] s_trail = [new("Compliance", ComplianceAddresses.Systems), new("Intake", ComplianceAddresses.UseCases)];

    private readonly List<string> _data = [];
    private readonly Dictionary<string, List<string>> _screening = new(StringComparer.Ordinal);
    private IReadOnlyList<Person> _people = [];
    private FormErrors _errors = new(null);
    private UseCaseId? _stored;
    private Sentence? _missing;
    private (Tone Tone, string Word)? _state;
    private string? _title;
    private string? _purpose;
    private string? _benefit;
    private string? _owner;
    private string? _unit;
    private DateOnly? _start;
    private string? _groups;
    private string? _vulnerable;
    private string _part = "";
    private string _sourcing = "";
    private string? _supplier;
    private string? _product;
    private string _hosting = "";
    private string? _filledFor;
    private bool _read;
    private bool _busy;
    private bool _isDraft = true;
    private bool _isWithOthers;

    /// <summary>The use case to change; empty for a new one.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [];

    private bool IsNew => string.IsNullOrEmpty(Id);

    private string Back =>
        (_stored?.ToString() ?? Id) is { Length: > 0 } id ? ComplianceAddresses.UseCase(id) : ComplianceAddresses.UseCases;

    // What an earlier answer rules out is not asked.
    private IEnumerable<LawQuestion> Questions =>
        Screening.Questions(laws.Current).Where(q => q.FilterQuestion is null || Offered(q).Any());

    /// <summary>
    /// Fills the form once for each proposal: what is typed stays when something changes. From the form of one proposal to that of another
    /// the page is the same, so it begins again there, and shows no field before it knows what is stored.
    /// </summary>
    protected override async Task LoadAsync()
    {
        var wanted = Id ?? "";
        if (_filledFor == wanted)
        {
            return;
        }

        _filledFor = wanted;
        _read = false;
        Clear();
        _people = await list.PeopleAsync(Gone);
        if (!IsNew)
        {
            var found = DisplayId.TryParse<UseCaseId>(wanted, out var id) ? await list.GetAsync(id, Gone) : UseCaseRefusals.NotFound;
            if (_filledFor != wanted)
            {
                return;
            }

            if (found.Refusal is { } refusal)
            {
                _missing = refusal.Words;
            }
            // What would be refused when it is saved is not offered.
            else if (found.Value.State is not (UseCaseState.Draft or UseCaseState.InformationAsked))
            {
                (_isWithOthers, _missing) = (true, UseCaseRefusals.NotWithProposer.Words);
                (_title, _state) = (found.Value.Title, UseCaseLabels.State(found.Value.State));
            }
            else
            {
                _stored = id;
                _isDraft = found.Value.State is UseCaseState.Draft;
                Fill(found.Value);
            }
        }

        _read = true;
    }

    private void Clear()
    {
        (_stored, _missing, _state, _errors, _isDraft, _isWithOthers) = (null, null, null, new FormErrors(null), true, false);
        (_title, _purpose, _benefit, _owner, _unit) = (null, null, null, null, null);
        (_start, _groups, _vulnerable, _supplier, _product) = (null, null, null, null, null);
        (_part, _sourcing, _hosting) = ("", "", "");
        _data.Clear();
        _screening.Clear();
    }

    private void Fill(UseCaseView view)
    {
        (_title, _purpose, _benefit, _owner, _unit) = (view.Title, view.Purpose, view.Benefit, view.Owner, view.BusinessUnit);
        (_start, _vulnerable, _supplier, _product) = (view.WishedStart, view.Vulnerable, view.Supplier, view.Product);
        _groups = string.Join('\n', view.AffectedGroups);
        _part = view.DecisionRole is { } part ? WireName.Of(part) : "";
        _sourcing = view.Sourcing is { } sourcing ? WireName.Of(sourcing) : "";
        _hosting = view.Hosting is { } hosting ? WireName.Of(hosting) : "";
        _data.AddRange(view.Data.Select(d => WireName.Of(d)));
        foreach (var answer in view.Screening)
        {
            _screening[answer.Question] = [.. answer.Values];
        }
    }

    private static string ControlId(LawQuestion question) => $"use-{question.Id}";

    private List<string> Chosen(string question) => _screening.GetValueOrDefault(question) ?? [];

    private IEnumerable<LawOption> Offered(LawQuestion question) =>
        question.Options.Where(o => o.When is null || Chosen(question.FilterQuestion ?? "").Contains(o.When));

    private IEnumerable<(string Value, string Label)> Choices(LawQuestion question) =>
        question
            .Answers.Select(a => (a.Value, a.Label))
            .Concat(Offered(question).Select(o => (o.Id, laws.Current.Subpoints[o.Id].Title)))
            .Append((LawQuestion.Unsure, "Not sure"));

    private void Answer(string question, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            _screening.Remove(question);
            return;
        }

        _screening[question] = [value];
    }

    // What stands alone takes the place of everything else, and the other way round.
    private void Choose(LawQuestion question, string value)
    {
        var chosen = _screening.TryGetValue(question.Id, out var known) ? known : _screening[question.Id] = [];
        if (!chosen.Remove(value))
        {
            var alone = IsAlone(question, value);
            chosen.RemoveAll(other => alone || IsAlone(question, other));
            chosen.Add(value);
        }

        // Uses of an area that is no longer chosen go with it.
        foreach (var dependent in Screening.Questions(laws.Current).Where(q => q.FilterQuestion == question.Id))
        {
            var offered = Offered(dependent).Select(o => o.Id).ToList();
            if (offered.Count == 0)
            {
                _screening.Remove(dependent.Id);
            }
            else if (_screening.TryGetValue(dependent.Id, out var uses))
            {
                uses.RemoveAll(u => dependent.Answer(u) is null && u != LawQuestion.Unsure && !offered.Contains(u));
            }
        }
    }

    private static bool IsAlone(LawQuestion question, string value) =>
        value == LawQuestion.Unsure || question.Answer(value)?.Exclusive is true;

    private static void Toggle(List<string> chosen, string value)
    {
        if (!chosen.Remove(value))
        {
            chosen.Add(value);
        }
    }

    private UseCaseCommand Command() =>
        new(_title)
        {
            Purpose = _purpose,
            Benefit = _benefit,
            AffectedGroups = (_groups ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Vulnerable = _vulnerable,
            Data = _data,
            Sourcing = _sourcing,
            Supplier = _supplier,
            Product = _product,
            Hosting = _hosting,
            DecisionRole = _part,
            WishedStart = _start?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Owner = _owner,
            BusinessUnit = _unit,
            Screening = _screening.ToDictionary(s => s.Key, s => (IReadOnlyList<string>)s.Value, StringComparer.Ordinal),
        };

    private async Task SaveAsync(bool submit)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var saved = _stored is { } known
                ? await change.RunAsync(Actor, known, Command(), CancellationToken.None)
                : await propose.RunAsync(Actor, Command(), CancellationToken.None);
            if (saved.IsDone)
            {
                _stored = saved.Value;
                if (submit)
                {
                    saved = await submitting.RunAsync(Actor, saved.Value, CancellationToken.None);
                }
            }

            _errors = new FormErrors(saved.Refusal, Fields());
            if (saved.IsDone)
            {
                toasts.Show(
                    submit ? (Sentence)$"Use case submitted."
                    : _isDraft ? (Sentence)$"Draft saved."
                    : $"Changes saved."
                );
                Navigation.NavigateTo(ComplianceAddresses.UseCase(saved.Value.ToString()));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private IReadOnlyList<(string, string)> Fields() =>
        [
            ("title", "use-title"),
            ("purpose", "use-purpose"),
            ("benefit", "use-benefit"),
            ("owner", "use-owner"),
            ("businessUnit", "use-unit"),
            ("wishedStart", "use-start"),
            ("affectedGroups", "use-groups"),
            ("vulnerable", "use-vulnerable"),
            ("data", "use-data"),
            ("decisionRole", "use-part"),
            ("sourcing", "use-sourcing"),
            ("supplier", "use-supplier"),
            ("product", "use-product"),
            ("hosting", "use-hosting"),
            .. Screening.Questions(laws.Current).Select(q => ($"screening.{q.Id}", ControlId(q))),
        ];
}
