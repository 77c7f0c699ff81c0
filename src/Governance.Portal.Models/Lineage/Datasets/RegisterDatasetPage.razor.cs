using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Models.Registry;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Registers a dataset, or changes its record: one as it was when the page opened.</summary>
public sealed partial class RegisterDatasetPage(GetDataset get, RegisterDataset register, ChangeDataset change, ListModelOwners owners)
{
    private const string SystemsHint =
        "One ID per line. People with a role for one of these systems see the record; naming the dataset in a version does not show it.";

    private static readonly (string, string)[] s_fields =
    [
        ("name", "dataset-name"),
        ("owner", "dataset-owner"),
        ("description", "dataset-description"),
        ("sensitivity", "dataset-sensitivity"),
        ("personalData", "dataset-personal"),
        ("categories", "dataset-categories"),
        ("legalBasis", "dataset-basis"),
        ("consent", "dataset-consent"),
        ("consentWithdrawnOn", "dataset-withdrawn"),
        ("region", "dataset-region"),
        ("retentionUntil", "dataset-retention"),
        ("purposes", "dataset-purposes"),
        ("systems", "dataset-systems"),
        ("licence", "dataset-licence"),
        ("datasheet", "dataset-sheet"),
    ];

    private IReadOnlyList<Person> _owners = [];
    private FormErrors _errors = new(null);
    private DatasetView? _known;
    private string? _name;
    private string? _owner;
    private string? _description;
    private string _sensitivity = "internal";
    private bool _personal;
    private bool _special;
    private string? _categories;
    private string? _basis;
    private string? _consent;
    private DateOnly? _withdrawn;
    private string? _region;
    private DateOnly? _retention;
    private string? _purposes;
    private string? _systems;
    private string? _licence;
    private string? _sheet;
    private bool _busy;

    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    protected override IReadOnlyList<string> Subjects => [];

    private string Title => _known is null ? "Register dataset" : "Edit dataset";

    protected override async Task LoadAsync()
    {
        _owners = await owners.RunAsync(Gone);
        _name = Name;
        if (string.IsNullOrEmpty(Name) || await get.RunAsync(Name, Gone) is not { IsDone: true, Value: { Id: not null } known })
        {
            return;
        }

        _known = known;
        (_owner, _description, _region, _licence, _sheet) = (known.Owner, known.Description, known.Region, known.Licence, known.Datasheet);
        (_personal, _special, _consent) = (known.PersonalData, known.SpecialCategories, known.Consent);
        _sensitivity = known.Sensitivity is { } sensitivity ? WireName.Of(sensitivity) : _sensitivity;
        _basis = known.LegalBasis is { } basis ? WireName.Of(basis) : null;
        (_withdrawn, _retention) = (known.ConsentWithdrawnOn, known.RetentionUntil);
        (_categories, _purposes) = (string.Join('\n', known.Categories), string.Join('\n', known.Purposes));
        _systems = string.Join('\n', known.Systems);
    }

    private async Task SubmitAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var body = new DatasetBody(
                new(_name),
                new(_owner),
                new(_sensitivity),
                new(_description),
                new(_personal),
                new(_personal ? Lines(_categories) : []),
                new(_personal && _special),
                new(_personal ? _basis : null),
                new(_personal ? _consent : null),
                new(_personal ? DatasetFields.Day(_withdrawn) : null),
                new(_region),
                new(DatasetFields.Day(_retention)),
                new(Lines(_purposes)),
                new(_licence),
                new(_sheet)
            )
            {
                Systems = new(Lines(_systems)),
            };
            var outcome = _known is null
                ? await register.RunAsync(Actor, body, Gone)
                : await change.RunAsync(Actor, _known.Name, ETags.Of(_known.Revision), body, Gone);
            _errors = new FormErrors(outcome.Refusal, s_fields);
            if (outcome.IsDone)
            {
                Navigation.NavigateTo(DatasetAddresses.Of(outcome.Value.Name));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private static string[] Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
