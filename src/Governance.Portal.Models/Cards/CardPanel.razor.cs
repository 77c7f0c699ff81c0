using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Portal.Kernel.Components.Forms;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;
using CardLines = Governance.Reporting.Cards.CardLines;

namespace Governance.Portal.Models.Cards;

/// <summary>Shows a card and lets people write, submit and review it.</summary>
public sealed partial class CardPanel(GetCard get, WriteCard write, ReviewCard reviewCard)
{
    // As many as a field has lines: each risk is a line, and a source.
    private const int MaxSources = 40;

    private static readonly (string Format, string Words)[] s_formats =
    [
        ("markdown", "Export Markdown"),
        ("json", "Export JSON"),
        ("html", "Export HTML"),
    ];

    private CardView? _card;
    private IReadOnlyList<FieldDifference> _differences = [];
    private FieldValue? _field;
    private FormErrors _errors = new(null);
    private Refusal? _refusal;
    private Dialog _dialog;
    private string? _text;
    private bool _notApplicable;
    private bool _compare;
    private int? _number;

    private enum Dialog
    {
        None,
        Write,
        Approve,
        Return,
    }

    /// <summary>What the card is about.</summary>
    [Parameter, EditorRequired]
    public CardSubject Subject { get; set; } = new(CardKind.Model, "");

    protected override IReadOnlyList<string> Subjects => [Subject.Id];

    private string Title => Subject.Kind is CardKind.Model ? "Model card" : "System card";

    private string Note =>
        _card!.Claimed > 0
            ? T["{0} of {1} fields, {2} missing, {3} claimed", _card.Filled, _card.Fields.Count, _card.Missing, _card.Claimed]
            : T["{0} of {1} fields, {2} missing", _card.Filled, _card.Fields.Count, _card.Missing];

    // The page that previews the report and makes it.
    private string PdfAddress =>
        $"/reports/new?kind={(Subject.Kind is CardKind.Model ? "model-card" : "system-card")}&subject={Uri.EscapeDataString(Subject.Id)}";

    private bool IsNewest => _card!.Versions.Count == 0 || _card.Number == _card.Versions[0].Number;

    private static string Lines(IReadOnlyList<string> lines, IReadOnlyList<FormattableString> sentences) =>
        string.Join('\n', CardLines.Say(lines, sentences));

    protected override async Task LoadAsync()
    {
        var card = await get.RunAsync(Subject, _number, Gone);
        _card = card.IsDone ? card.Value : null;
        _refusal = card.Refusal;
    }

    private void Edit(FieldValue field)
    {
        (_field, _text, _notApplicable) = (field, string.Join('\n', field.Lines), field.Status is FieldStatus.NotApplicable);
        Open(Dialog.Write);
    }

    private void Open(Dialog dialog)
    {
        (_dialog, _errors) = (dialog, new FormErrors(null));
        if (dialog is not Dialog.Write)
        {
            _text = null;
        }
    }

    private void Close() => _dialog = Dialog.None;

    private async Task SaveAsync()
    {
        var status = _notApplicable ? FieldStatus.NotApplicable : FieldStatus.WrittenByPerson;
        var texts = new Dictionary<string, NewText>(StringComparer.Ordinal) { [_field!.Key] = new NewText(_text, status) };
        await EndAsync((await write.RunAsync(Actor, Subject, texts, Gone)).Refusal);
    }

    private async Task SubmitAsync()
    {
        var submitted = await write.SubmitAsync(Actor, Subject, Gone);
        await ReloadAsync();
        _refusal = submitted.Refusal;
    }

    private async Task DecideAsync() =>
        await EndAsync(
            (
                await reviewCard.RunAsync(
                    Actor,
                    Subject,
                    new(_dialog is Dialog.Approve ? "approve" : "return", _text, _card!.ContentSha256),
                    Gone
                )
            ).Refusal
        );

    private async Task EndAsync(Refusal? refusal)
    {
        if (refusal is not null)
        {
            _errors = new FormErrors(refusal, [(_field?.Key ?? "", "card-text"), ("reason", "card-reason")]);
            return;
        }

        (_dialog, _number) = (Dialog.None, null);
        await ReloadAsync();
    }

    private async Task PickAsync(ChangeEventArgs change)
    {
        _number = int.TryParse(change.Value?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        _compare = false;
        await ReloadAsync();
    }

    private async Task CompareAsync()
    {
        _compare = !_compare;
        if (_compare)
        {
            var differences = await get.DifferencesAsync(Subject, Math.Max(0, _card!.Number - 1), _card.Number, Gone);
            _differences = differences.IsDone ? differences.Value : [];
        }
    }

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholeDigest();
}
