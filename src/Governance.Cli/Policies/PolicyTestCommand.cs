using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Analysis;
using Governance.Cli.Gates;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Policies;

/// <summary><c>policy test DIR</c>: runs every <c>*_test.yaml</c> below a folder.</summary>
internal static class PolicyTestCommand
{
    private const int MaxFiles = 1_000;
    private const int MaxInput = 16 * 1024 * 1024;
    private static readonly string[] s_endings = ["_test.yaml", "_test.yml"];

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "test",
            "Run the tests of policies (*_test.yaml); exit 1 when one fails.",
            "governance policy test policies/ --format junit=policy-tests.xml"
        );
        var folder = new Argument<string>("DIR") { Description = "Folder with policies and their tests, or a single test file." };
        command.Add(folder);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var items = new List<CheckItem>();
                var path = parse.GetRequiredValue(folder);
                var others = new List<string>();
                var files = new List<string>();
                foreach (var file in Files(path))
                {
                    // In a folder of other things, files of other programs end in _test.yaml too (Prometheus, Helm). One that was named, or
                    // that says it is ours, is read strictly.
                    if (file == path || IsOurs(await PolicyFiles.ReadAsync(file, ct)))
                    {
                        files.Add(file);
                        items.AddRange(await RunAsync(file, ct));
                    }
                    else
                    {
                        others.Add(file);
                    }
                }

                if (files.Count == 0)
                {
                    throw CliException.Usage(
                        $"No *_test.yaml in {path} is a policy test (apiVersion: governance/v1, kind: PolicyTest). "
                            + $"Not read: {string.Join(", ", others.Take(10))}."
                    );
                }

                var result = new TestReport(path, files.Count, items) { Others = others };
                await GitHubFiles.SummariseAsync(host, result.Checks, ct);
                return new CommandOutcome(
                    result,
                    items.Exists(item => item.Outcome != CheckOutcome.Pass) ? ExitCode.Refused : ExitCode.Done
                );
            }
        );
        return command;
    }

    // By what stands at the beginning of a line: a test that is broken further down is still a test.
    private static bool IsOurs(byte[] file)
    {
        var lines = System.Text.Encoding.UTF8.GetString(file).Split('\n');
        return Array.Exists(
            lines,
            line =>
                Value(line, "apiVersion:")?.StartsWith("governance/", StringComparison.Ordinal) is true
                || Value(line, "kind:") == "PolicyTest"
        );
    }

    private static string? Value(string line, string key)
    {
        var text = line.TrimStart('\uFEFF');
        return text.StartsWith(key, StringComparison.Ordinal) ? text[key.Length..].Split('#')[0].Trim().Trim('"', '\'') : null;
    }

    private static List<string> Files(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw CliException.Usage($"{path} does not exist.");
        }

        try
        {
            var files = Directory
                .EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 20 })
                .Where(file => s_endings.Any(end => file.EndsWith(end, StringComparison.Ordinal)))
                .Take(MaxFiles + 1)
                .Order(StringComparer.Ordinal)
                .ToList();
            return files.Count switch
            {
                0 => throw CliException.Usage(
                    $"There is no *_test.yaml in {path}. Put each test beside its policy: policy.yaml and policy_test.yaml."
                ),
                > MaxFiles => throw CliException.Usage($"{path} holds more than {MaxFiles} test files."),
                _ => files,
            };
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw LocalFile.Unreadable(path, problem);
        }
    }

    private static async Task<IReadOnlyList<CheckItem>> RunAsync(string path, CancellationToken ct)
    {
        var parsed = PolicyTestFile.Parse(await PolicyFiles.ReadAsync(path, ct));
        if (parsed.File is not { } file)
        {
            return [.. parsed.Problems.Take(20).Select(problem => Broken(path, problem.Line, problem.ToString()))];
        }

        var policies = new List<PolicyDocument>();
        foreach (var name in file.Policies.Count > 0 ? file.Policies : [Beside(path)])
        {
            var policyPath = Resolve(path, name);
            var policy = PolicyDocument.Parse(await PolicyFiles.ReadAsync(policyPath, ct), policyPath);
            if (policy.Document is null)
            {
                return [Broken(policyPath, policy.Problems[0].Line, $"The policy under test is invalid: {policy.Problems[0]}")];
            }

            policies.Add(policy.Document);
        }

        var inputs = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var name in file.Cases.Select(one => one.InputName).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            inputs[name] = await LocalFile.ReadAsync(Resolve(path, name), MaxInput, ct);
        }

        return [.. PolicyTestRunner.Run(file, policies, inputs).Select(result => Item(path, result))];
    }

    /// <summary>The policy that <c>x_test.yaml</c> tests is <c>x.yaml</c> beside it, unless the file names others.</summary>
    private static string Beside(string path)
    {
        var name = Path.GetFileName(path);
        var end = s_endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal));
        return end is null
            ? throw CliException.Usage($"{path} lists no policies, and its file name does not end with _test.yaml.")
            : name[..^end.Length] + end["_test".Length..];
    }

    private static string Resolve(string testFile, string name) => Path.Combine(Path.GetDirectoryName(testFile) ?? string.Empty, name);

    private static CheckItem Item(string path, PolicyTestResult result) =>
        new(
            result.Name,
            "policy-test",
            CheckSeverity.High,
            result.Passed ? CheckOutcome.Pass : CheckOutcome.Fail,
            result.Passed ? result.Expected : $"Expected {result.Expected}; got {result.Got}"
        )
        {
            Suite = path,
            Expected = result.Expected,
            Actual = result.Got,
            File = path,
            Line = result.Line,
        };

    private static CheckItem Broken(string path, int line, string message) =>
        new("file", "policy-test", CheckSeverity.High, CheckOutcome.Error, message)
        {
            Suite = path,
            File = path,
            Line = line,
        };

    private sealed record TestReport(string Folder, int Files, IReadOnlyList<CheckItem> Items) : CommandResult
    {
        /// <summary>Files that end as tests do and are none of ours.</summary>
        public List<string> Others { get; init; } = [];

        public override CheckReport Checks =>
            new("policy-test", Folder, Items.Count == 0 ? Folder : Items[0].File ?? Folder, Items) { Headline = Headline };

        private int Passed => Items.Count(item => item.Outcome == CheckOutcome.Pass);

        private string Headline =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"As expected: {Passed} of {Numbers.Counted(Items.Count, "case")} in {Numbers.Counted(Files, "file")}"
            );

        public override void WriteText(TextPage page)
        {
            foreach (var item in Items)
            {
                page.Mark(
                    item.Outcome,
                    $"{item.File}:{item.Line}: {item.Id}{(item.Outcome == CheckOutcome.Pass ? string.Empty : ": " + item.Message)}"
                );
            }

            if (Others.Count > 0)
            {
                page.Line(
                    $"Not policy tests, so not read: {string.Join(", ", Others.Take(10))}{(Others.Count > 10 ? ", …" : string.Empty)}"
                );
            }

            page.Verdict(Passed == Items.Count ? CheckOutcome.Pass : CheckOutcome.Fail, Headline + ".");
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteNumber("files", Files);
            writer.WriteNumber("cases", Items.Count);
            writer.WriteNumber("passed", Passed);
            writer.WriteStartArray("results");
            foreach (var item in Items)
            {
                writer.WriteStartObject();
                writer.WriteString("file", item.File);
                writer.WriteNumber("line", item.Line ?? 1);
                writer.WriteString("case", item.Id);
                writer.WriteString("outcome", item.Outcome.ToWireName());
                writer.WriteString("expected", item.Expected);
                writer.WriteString("got", item.Actual ?? item.Message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("notRead");
            foreach (var other in Others)
            {
                writer.WriteStringValue(other);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
