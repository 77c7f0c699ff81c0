using System.Text;

namespace Governance.Cli.Init;

/// <summary>The recipes of <c>integrations/</c>, built into the program: the portal's developers page shows the same files.</summary>
internal static class Recipe
{
    /// <summary>The address that the recipes are written for.</summary>
    public const string SampleServer = "https://governance.example";

    /// <summary>A recipe, with the address of this portal in place of the sample's where it is known.</summary>
    public static string Read(string path, string? server)
    {
        using var stream =
            typeof(Recipe).Assembly.GetManifestResourceStream($"recipes/{path}")
            ?? throw new InvalidOperationException($"There is no recipe for {path}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd();
        return server is null ? text : text.Replace(SampleServer, server, StringComparison.Ordinal);
    }
}
