using System.CommandLine;
using System.Text;
using Governance.Cli.Audit;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Group;

/// <summary>
/// <c>group overview</c>: verifies the exports of a group's installations, and writes them beside one another with their sums.
/// </summary>
internal static class GroupOverviewCommand
{
    private const int MaxFiles = 1_000;

    private const int MostDays = 366;

    // A monthly export may be a few days late.
    private const int UsualDays = 35;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "overview",
            "Verify the exports of several installations against one witness, and add up their figures. Exit codes: 0 all verified, 1 not "
                + "all.",
            "governance group overview --exports exports --public-key logs.txt --witness witness.txt --out overview"
        );
        var exports = CommonOptions.Text("--exports", "Folder with one export per installation (*.json).", "FOLDER", required: true);
        var keys = CommonOptions.Many(
            "--public-key",
            "Log keys of the installations, each as printed at the first start, or a file with one key per line.",
            "VKEY|FILE"
        );
        keys.Required = true;
        var witness = CommonOptions.Many(
            "--witness",
            "Key of the witness, or a file that holds it; if several are given, any one is enough.",
            "VKEY|FILE"
        );
        witness.Required = true;
        var target = CommonOptions.Text(
            "--out",
            "Folder for group.html, group.json and group.csv; created if missing.",
            "FOLDER",
            required: true
        );
        var age = NumberOptions.Whole("--max-age-days", $"Days for which an export is valid (default: {UsualDays}).", 1, MostDays);
        var language = CommonOptions.OneOf("--language", "Language of the page (default: en).", GroupWords.Languages);
        foreach (Option option in new Option[] { exports, keys, witness, target, age, language })
        {
            command.Add(option);
        }

        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var verifier = new GroupVerifier(
                    await KeysAsync("--public-key", parse.GetValue(keys) ?? [], ct),
                    await WitnessesAsync(parse.GetValue(witness) ?? [], ct),
                    TimeSpan.FromDays(parse.Whole(age, UsualDays)),
                    host.Clock.GetUtcNow()
                );
                var folder = parse.GetRequiredValue(target);
                Make(folder);
                var found = new List<GroupMember>();
                foreach (var file in Files(parse.GetRequiredValue(exports)))
                {
                    found.Add(verifier.Verify(Path.GetFileName(file), await LocalFile.ReadAsync(file, GroupExportFile.MaxBytes, ct)));
                }

                var overview = GroupOverview.Of(verifier, found);
                var words = new GroupWords(parse.GetValue(language) ?? GroupWords.Languages[0]);
                await WriteAsync(folder, "group.html", new GroupPage(overview, words).Write(), ct);
                await WriteAsync(folder, "group.json", OutputPlan.JsonText(overview.WriteJson), ct);
                await WriteAsync(folder, "group.csv", GroupCsv.Write(overview), ct);
                return new CommandOutcome(overview, overview.Wrong == 0 && overview.Counted.Count > 0 ? ExitCode.Done : ExitCode.Refused);
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<NoteKey>> KeysAsync(string option, string[] values, CancellationToken ct)
    {
        var (anchor, problem) = await AnchorFiles.ReadAsync(values, pinned: null, ct, option);
        return problem is null ? anchor.Keys : throw CliException.Usage($"{option}: {problem}");
    }

    private static async Task<IReadOnlyList<NoteKey>> WitnessesAsync(string[] values, CancellationToken ct)
    {
        var keys = await KeysAsync("--witness", values, ct);
        return keys.FirstOrDefault(k => k.Kind is not NoteKeyKind.Cosignature) is { } other
            ? throw CliException.Usage($"--witness: {other} is not the key of a witness that cosigns checkpoints.")
            : keys;
    }

    private static List<string> Files(string folder)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Take(MaxFiles + 1).ToList();
            return files.Count <= MaxFiles
                ? files
                : throw CliException.Usage($"{folder} contains more than {MaxFiles} files, the maximum.");
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw LocalFile.Unreadable(folder, problem);
        }
    }

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw CliException.Usage($"{folder} cannot be created: {problem.Message}", problem);
        }
    }

    /// <summary>Writes beside the target and renames, so that it is never half a file.</summary>
    private static async Task WriteAsync(string folder, string name, string text, CancellationToken ct)
    {
        var file = Path.Combine(folder, name);
        try
        {
            await File.WriteAllTextAsync(file + ".part", text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), ct);
            File.Move(file + ".part", file, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{file} cannot be written: {problem.Message}", problem);
        }
    }
}
