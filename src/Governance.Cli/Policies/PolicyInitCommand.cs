using System.CommandLine;
using System.Text;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Policies;

/// <summary><c>policy init</c>: writes a policy pack and its tests to start from, or lists the packs.</summary>
internal static class PolicyInitCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "init",
            "Write a policy and its tests from a shipped pack; without PACK, list the packs.",
            "governance policy init llm-and-rag --to policies"
        );
        var pack = new Argument<string?>("PACK") { Description = "Name of the pack.", Arity = ArgumentArity.ZeroOrOne };
        var folder = CommonOptions.Text("--to", "Folder for the two files (default: the current folder).", "DIR");
        command.Add(pack);
        command.Add(folder);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                if (parse.GetValue(pack) is not { } name)
                {
                    return new CommandOutcome(new PackList(PolicyPacks.All));
                }

                var found =
                    PolicyPacks.Find(name)
                    ?? throw CliException.Usage(
                        $"There is no policy pack {name}. The packs are: {string.Join(", ", PolicyPacks.All.Select(p => p.Name))}."
                    );
                var files = await WriteAsync(found, parse.GetValue(folder) ?? ".", ct);
                return new CommandOutcome(new StartedPolicy(found, files));
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<string>> WriteAsync(PolicyPack pack, string folder, CancellationToken ct)
    {
        (string Path, string Text)[] files =
        [
            (Path.Combine(folder, $"{pack.Name}.yaml"), pack.Text),
            (Path.Combine(folder, $"{pack.Name}_test.yaml"), pack.Tests),
        ];
        if (files.FirstOrDefault(file => File.Exists(file.Path)).Path is { } there)
        {
            throw CliException.Usage($"{there} already exists. Nothing was written. Name another folder with --to.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (path, text) in files)
            {
                await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await file.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
            }
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw CliException.Usage($"{folder} cannot be written to: {problem.Message}", problem);
        }

        return [.. files.Select(file => file.Path)];
    }

    private static void WritePack(Utf8JsonWriter writer, PolicyPack pack)
    {
        writer.WriteString("name", pack.Name);
        writer.WriteString("title", pack.Title);
        writer.WriteString("purpose", pack.Purpose);
        writer.WriteString("adapt", pack.Adapt);
    }

    private sealed record PackList(IReadOnlyList<PolicyPack> Packs) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            foreach (var pack in Packs)
            {
                page.Line($"{pack.Name}: {pack.Purpose}");
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartArray();
            foreach (var pack in Packs)
            {
                writer.WriteStartObject();
                WritePack(writer, pack);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private sealed record StartedPolicy(PolicyPack Pack, IReadOnlyList<string> Files) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            foreach (var file in Files)
            {
                page.Mark(CheckOutcome.Pass, file);
            }

            page.Line($"Adapt: {Pack.Adapt}");
            page.Line($"Then: governance policy lint {Files[0]} && governance policy test {Files[1]}");
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            WritePack(writer, Pack);
            writer.WriteStartArray("files");
            foreach (var file in Files)
            {
                writer.WriteStringValue(file);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
