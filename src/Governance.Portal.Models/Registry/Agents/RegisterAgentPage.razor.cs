using System.Text;
using Governance.Domain;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Registers an agent with its first version, or a further version of one.</summary>
public sealed partial class RegisterAgentPage(RegisterAgent registerAgent, RegisterAgentVersion registerVersion, ListModelOwners owners)
{
    // Each character may take four bytes, and none more than the manifest has.
    private const int MaxLength = AgentManifest.MaxBytes;

    private static readonly (string, string)[] s_fields =
    [
        ("name", "agent-name"),
        ("owner", "agent-owner"),
        ("riskClass", "agent-risk-class"),
        ("version", "agent-version"),
        ("manifest", "agent-manifest"),
    ];

    private IReadOnlyList<Person> _owners = [];
    private FormErrors _errors = new(null);
    private AgentManifestReadResult? _read;
    private string _manifest = "";
    private string? _name;
    private string? _owner;
    private string? _risk;
    private string? _version;
    private string? _registered;
    private Sentence? _fileError;
    private Sentence? _draftError;
    private string _source = "mcp";
    private IReadOnlyList<string> _missing = [];
    private bool _busy;

    [Parameter]
    public string? Agent { get; set; }

    protected override IReadOnlyList<string> Subjects => [];

    // Once the agent is registered, only its version is left to do.
    private string? Name => Agent ?? _registered;

    private string Title => Name is null ? "Register agent" : "Register version";

    private Crumb[] Trail =>
        Name is { } name ? [new("Agents", "/agents"), Crumb.Named(name, ModelAddresses.Model(name))] : [new("Agents", "/agents")];

    protected override async Task LoadAsync() => _owners = Name is null ? await owners.RunAsync(Gone) : [];

    private async Task ChooseAsync(InputFileChangeEventArgs change)
    {
        _fileError = null;
        if (change.File.Size > AgentManifest.MaxBytes)
        {
            _fileError = $"The file is larger than a manifest may be.";
            return;
        }

        using var bytes = new MemoryStream();
        await using (var stream = change.File.OpenReadStream(AgentManifest.MaxBytes, Gone))
        {
            await stream.CopyToAsync(bytes, Gone);
        }

        Check(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private void Typed(ChangeEventArgs change) => Check(change.Value?.ToString() ?? "");

    private void Check(string text)
    {
        _manifest = text;
        _read = string.IsNullOrWhiteSpace(text) ? null : AgentManifest.Read(Encoding.UTF8.GetBytes(text));
    }

    // What others publish becomes a draft in the same field, with what is missing as comments.
    private void Draft()
    {
        (_draftError, _missing) = (null, []);
        if (string.IsNullOrWhiteSpace(_manifest))
        {
            _draftError = $"Paste the text into the manifest field first, or choose its file.";
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(_manifest);
        var made = _source switch
        {
            "a2a" => AgentImport.FromA2A(bytes),
            "openapi" => AgentImport.FromOpenApi(bytes),
            _ => AgentImport.FromMcp(bytes, new("server", "http", "", null, null)),
        };
        if (made.Draft is not { } draft)
        {
            _draftError = made.Problems.Count > 0 ? Sentence.Ours(made.Problems[0]) : $"This text is not the kind of document you chose.";
            return;
        }

        _missing = draft.Missing;
        Check(draft.ToYaml());
    }

    private string? LineOf(PolicyProblem problem)
    {
        var lines = _manifest.Split('\n');
        return problem.Line >= 1 && problem.Line <= lines.Length ? lines[problem.Line - 1].Trim() : null;
    }

    private async Task SubmitAsync()
    {
        if (_busy)
        {
            return;
        }

        if (_read is not { IsValid: true })
        {
            _errors = new FormErrors(
                Refusal.Field(
                    "agent.manifest-not-valid",
                    "manifest",
                    _read is null ? (Sentence)$"Paste the manifest or choose its file." : $"Fix the lines named in the checks."
                ),
                s_fields
            );
            return;
        }

        _busy = true;
        try
        {
            if (Name is null && !await RegisterAsync())
            {
                return;
            }

            var outcome = await registerVersion.RunAsync(Actor, Name!, _version?.Trim(), Encoding.UTF8.GetBytes(_manifest), Gone);
            _errors = new FormErrors(outcome.Refusal, s_fields);
            if (outcome.IsDone)
            {
                Navigation.NavigateTo(ModelAddresses.Version(Name!, outcome.Value.Version));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<bool> RegisterAsync()
    {
        // What the version lacks is said before there is an agent without one.
        if (!Domain.Models.ModelName.IsVersion(_version?.Trim()))
        {
            _errors = new FormErrors(Domain.Models.ModelRefusals.VersionNameNotAllowed, s_fields);
            return false;
        }

        var outcome = await registerAgent.RunAsync(
            Actor,
            new(_name, _owner) { Purpose = _read!.Manifest!.Purpose, RiskClass = string.IsNullOrEmpty(_risk) ? null : _risk },
            Gone
        );
        _errors = new FormErrors(outcome.Refusal, s_fields);
        _registered = outcome.IsDone ? outcome.Value.Name : null;
        return outcome.IsDone;
    }
}
