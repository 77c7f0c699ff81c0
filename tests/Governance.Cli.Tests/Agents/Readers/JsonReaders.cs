using System.Diagnostics;
using System.Text;

namespace Governance.Cli.Tests.Agents.Readers;

/// <summary>A program that reads messages and says what it finds in each.</summary>
internal sealed record JsonReaders(
    string Name,
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment
)
{
    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>Those that are on this machine.</summary>
    public static IEnumerable<JsonReaders> Installed(string scratch)
    {
        var here = Path.Combine(AppContext.BaseDirectory, "readers");
        string At(string file) => Path.Combine(here, file);
        var own = typeof(JsonReaders).Assembly.Location;
        yield return new(".NET web", "dotnet", [own], new Dictionary<string, string> { [DotNetReader.Switch] = "web" });
        yield return new(".NET strict", "dotnet", [own], new Dictionary<string, string> { [DotNetReader.Switch] = "strict" });
        if (Find("node"))
        {
            yield return new("Node", "node", [At("reader.mjs")], s_none);
        }

        if (Find("python3"))
        {
            yield return new("Python", "python3", ["-B", At("reader.py")], s_none);
        }

        if (Find("go"))
        {
            yield return new(
                "Go",
                "go",
                ["run", At("reader.go")],
                new Dictionary<string, string>
                {
                    ["GOCACHE"] = Path.Combine(scratch, "go-cache"),
                    ["GOPATH"] = Path.Combine(scratch, "go"),
                    ["GOFLAGS"] = "-mod=mod",
                    ["GO111MODULE"] = "off",
                }
            );
        }

        const string jars = "/usr/share/java";
        string[] jackson = ["jackson-core.jar", "jackson-databind.jar", "jackson-annotations.jar"];
        if (Find("java") && jackson.All(jar => File.Exists(Path.Combine(jars, jar))))
        {
            yield return new(
                "Java",
                "java",
                ["-cp", string.Join(':', jackson.Select(j => Path.Combine(jars, j))), At("Reader.java")],
                s_none
            );
        }
    }

    /// <summary>What it finds in each message.</summary>
    public async Task<List<string>> ReadAsync(IReadOnlyList<string> messages, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var argument in Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var read = process.StandardOutput.ReadToEndAsync(ct);
        foreach (var message in messages)
        {
            await process.StandardInput.WriteAsync($"{message}\n");
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, $"{Name}: {await errors}");
        return [.. (await read).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static bool Find(string program) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
