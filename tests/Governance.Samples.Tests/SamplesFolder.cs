using System.Text.Json.Nodes;

namespace Governance.Samples.Tests;

internal static class SamplesFolder
{
    public static string Path { get; } = Find();

    public static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllBytes(System.IO.Path.Combine(Path, file)))!;

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(
            folder?.FullName ?? throw new DirectoryNotFoundException("The tests run below the repository."),
            "samples"
        );
    }
}
