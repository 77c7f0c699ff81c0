using System.CommandLine;
using Governance.Cli.Http;
using Governance.Cli.Shared;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Policies;

namespace Governance.Cli.Init;

/// <summary>
/// <c>init</c>: brings a repository under governance. Writes a policy, the recipe of the pipeline it finds, and a model card, and registers
/// the model where it may.
/// </summary>
internal sealed class InitCommand
{
    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "The repository (default: this folder).",
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<string> _ci = CommonOptions.OneOf(
        "--ci",
        "The pipeline (default: detected from the files of the repository).",
        [.. CiHost.All.Select(host => host.Name)]
    );

    private readonly Option<string> _pack = CommonOptions.OneOf(
        "--pack",
        $"Policy pack to start from (default: {PolicyPacks.All[0].Name}).",
        [.. PolicyPacks.All.Select(pack => pack.Name)]
    );

    private readonly Option<string> _model = CommonOptions.Model();
    private readonly Option<string> _version = CommonOptions.Version();
    private readonly Option<string> _owner = CommonOptions.Text("--owner", "E-mail address of the model owner.", "EMAIL");

    private readonly Option<string> _riskClass = CommonOptions.OneOf(
        "--risk-class",
        "Risk class; without one, the model passes no gate.",
        WireName.All<RiskClass>()
    );

    private readonly Option<string> _file = CommonOptions.Text("--file", "Artifact of the first version.", "FILE");
    private readonly Option<bool> _force = new("--force") { Description = "Replace files that exist." };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Show what would be written, without changing anything or contacting a portal.",
    };
    private readonly Option<string> _server = CommonOptions.Server();
    private readonly Option<string> _keyFile = CommonOptions.ApiKeyFile();
    private readonly CliHost _host;

    private InitCommand(CliHost host) => _host = host;

    public static Command Create(CliHost host)
    {
        var init = new InitCommand(host);
        var command = new ExampleCommand(
            "init",
            "Bring a repository under governance: policy, pipeline recipe, model card, and the model's first version.",
            "governance init --model fraud-scorer --owner owner@bank.example --risk-class high --version 1.0.0 --file model.onnx"
        );
        (init._model.Required, init._version.Required) = (false, false);
        command.Add(init._folder);
        foreach (
            Option option in new Option[]
            {
                init._ci,
                init._pack,
                init._model,
                init._owner,
                init._riskClass,
                init._version,
                init._file,
                init._force,
                init._dryRun,
                init._server,
                init._keyFile,
            }
        )
        {
            command.Add(option);
        }

        command.Does(host, isCheck: false, init.RunAsync);
        return command;
    }

    private async Task<CommandOutcome> RunAsync(ParseResult parse, CancellationToken ct)
    {
        var folder = parse.GetRequiredValue(_folder);
        if (!Directory.Exists(folder))
        {
            throw CliException.Usage($"{folder} is not a folder. Name the repository's folder.");
        }

        var (model, version, file) = (parse.GetValue(_model), parse.GetValue(_version), parse.GetValue(_file));
        if ((version is null) != (file is null) || (version is not null && model is null))
        {
            throw CliException.Usage("A first version requires --model, --version and --file.");
        }

        var found = CiHost.In(folder);
        var ci =
            parse.GetValue(_ci) is { } named ? CiHost.All.First(host => host.Name == named)
            : found is [var first, ..] ? first
            : CiHost.All[^1];
        if (parse.GetValue(_ci) is null && found.Count > 1)
        {
            await _host.Error.WriteLineAsync(
                $"Found {string.Join(" and ", found.Select(host => host.Title))}; the recipe is for {ci.Title}. Choose with --ci."
            );
        }

        var server = parse.GetValue(_server) ?? _host.Environment("GOVERNANCE_SERVER");
        var pack = PolicyPacks.Find(parse.GetValue(_pack) ?? PolicyPacks.All[0].Name)!;
        var files = Files(ci, pack, model, server);
        var (force, dry) = (parse.GetValue(_force), parse.GetValue(_dryRun));
        var there = files.Where(f => f.IsThere(folder)).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        if (!force && there.Count > 0 && !dry)
        {
            throw CliException.Usage(
                $"{string.Join(", ", there)} already {(there.Count == 1 ? "exists" : "exist")}. Nothing was written. "
                    + "Move existing files, or replace them with --force."
            );
        }

        var registered = dry || model is null ? [] : await RegisterAsync(parse, model, server, ct);
        foreach (var planned in dry ? [] : files)
        {
            await planned.WriteAsync(folder, force, ct);
        }

        var states = files.Select(f => (f.Path, State(there.Contains(f.Path), force, dry))).ToList();
        return new CommandOutcome(
            new InitResult(ci, states, registered, Next(ci, pack, files, model, registered.Count > 0)),
            dry && !force && there.Count > 0 ? ExitCode.Usage : ExitCode.Done
        );
    }

    private static string State(bool there, bool force, bool dry) =>
        (there, force, dry) switch
        {
            (true, false, _) => "exists",
            (true, true, true) => "would-replace",
            (true, true, false) => "replaced",
            (false, _, true) => "would-write",
            _ => "written",
        };

    private static IReadOnlyList<InitFile> Files(CiHost ci, PolicyPack pack, string? model, string? server) =>
        [
            new($"policies/{pack.Name}.yaml", pack.Text),
            new($"policies/{pack.Name}_test.yaml", pack.Tests),
            new(ci.Path, Recipe.Read(ci.Recipe, server?.TrimEnd('/')), Runs: ci.Recipe.EndsWith(".sh", StringComparison.Ordinal)),
            new("MODEL_CARD.md", ModelCardTemplate.For(model ?? "my-model")),
        ];

    private async Task<IReadOnlyList<string>> RegisterAsync(ParseResult parse, string model, string? server, CancellationToken ct)
    {
        // Without a portal and a key the files are all there is to do, and the next steps say how to go on.
        if (server is null || (parse.GetValue(_keyFile) is null && string.IsNullOrEmpty(_host.Environment("GOVERNANCE_API_KEY"))))
        {
            return [];
        }

        using var client = await PortalConnection.OpenAsync(_host, parse, _server, _keyFile, ct);
        return await FirstVersion.RegisterAsync(
            _host,
            client,
            new(model, parse.GetValue(_owner), parse.GetValue(_riskClass), parse.GetValue(_version), parse.GetValue(_file)),
            ct
        );
    }

    private static List<string> Next(CiHost ci, PolicyPack pack, IReadOnlyList<InitFile> files, string? model, bool isRegistered)
    {
        var next = new List<string>
        {
            $"Adapt {files[0].Path}: {pack.Adapt} Then: governance policy test policies",
            "Propose the policy in the portal: Policies, Propose policy.",
            ci.Use,
            "Pin the portal's seal in the repository as seal.pem: the Developers page of the portal shows the command.",
            "Fill in MODEL_CARD.md and import it on the page of a version.",
        };
        if (!isRegistered)
        {
            next.Add(
                $"Register the model: governance model register --model {model ?? "MODEL"} --owner EMAIL --risk-class CLASS, "
                    + "with GOVERNANCE_SERVER and GOVERNANCE_API_KEY set."
            );
        }

        return next;
    }
}
