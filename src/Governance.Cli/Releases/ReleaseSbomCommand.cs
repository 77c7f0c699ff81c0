using System.CommandLine;
using System.Text;
using System.Text.Json;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Releases;

/// <summary>
/// <c>release sbom</c>: a bill of materials (CycloneDX 1.6) of a published program, made of what its build left. Asks no network.
/// </summary>
internal static class ReleaseSbomCommand
{
    private const int LargestFile = 64 * 1024 * 1024;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "sbom",
            "Write a software bill of materials (CycloneDX 1.6); the same input always produces the same bytes.",
            "governance release sbom --name governance-portal --deps portal/Governance.Portal.deps.json --npm "
                + "wwwroot-assets/package-lock.json --output portal.cdx.json"
        );
        var name = CommonOptions.Text("--name", "Name of the program.", "NAME", required: true);
        var deps = CommonOptions.Text("--deps", "The program's deps.json.", "FILE", required: true);
        var npm = CommonOptions.Text("--npm", "Lock file of the npm packages that the program's scripts are bundled from.", "FILE");
        var docker = CommonOptions.Text(
            "--dockerfile",
            "Dockerfile of the program's image; with it, the document also covers the image.",
            "FILE"
        );
        var packages = CommonOptions.Text("--packages", "Folder of restored NuGet packages, from which licences are read.", "FOLDER");
        var with = CommonOptions.Many("--with", "Further package, by its package URL (purl); repeatable.", "pkg:nuget/NAME@VERSION");
        var output = CommonOptions.Text("--output", "File to write the document to.", "FILE", required: true);
        foreach (var option in new Option[] { name, deps, npm, docker, packages, with, output })
        {
            command.Add(option);
        }

        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var parts = new List<Part>(
                    await ReadAsync(parse.GetRequiredValue(deps), bytes => ReleaseParts.OfDeps(bytes, parse.GetValue(packages)), ct)
                );
                if (parse.GetValue(npm) is { } lockFile)
                {
                    parts.AddRange(await ReadAsync(lockFile, ReleaseParts.OfNpm, ct));
                }

                if (parse.GetValue(docker) is { } dockerfile)
                {
                    parts.AddRange(await ReadAsync(dockerfile, bytes => ReleaseParts.OfDockerfile(Encoding.UTF8.GetString(bytes)), ct));
                }

                foreach (var address in parse.GetValue(with) ?? [])
                {
                    parts.Add(
                        ReleaseParts.OfAddress(address) ?? throw CliException.Usage($"--with: \"{address}\" is not a package URL (purl).")
                    );
                }

                var to = parse.GetRequiredValue(output);
                await File.WriteAllBytesAsync(
                    to,
                    BillOfMaterials.Write(
                        parse.GetRequiredValue(name),
                        ProgramVersion.Text,
                        parse.GetValue(docker) is null ? "application" : "container",
                        parts
                    ),
                    ct
                );
                return new CommandOutcome(new Written(to, parts.Select(p => p.Reference).Distinct(StringComparer.Ordinal).Count()));
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<Part>> ReadAsync(string path, Func<byte[], IReadOnlyList<Part>> read, CancellationToken ct)
    {
        var bytes = await LocalFile.ReadAsync(path, LargestFile, ct);
        try
        {
            return read(bytes);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw CliException.Usage($"{path} is not the expected file: {e.Message}", e);
        }
    }

    private sealed record Written(string Output, int Parts) : CommandResult
    {
        public override void WriteText(TextPage page) => page.Line($"Wrote {Output}: {Numbers.Counted(Parts, "part")}.");

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("output", Output);
            writer.WriteNumber("parts", Parts);
            writer.WriteEndObject();
        }
    }
}
