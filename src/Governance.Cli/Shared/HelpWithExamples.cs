using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Governance.Cli.Shared;

/// <summary>
/// Help that lists every command with its purpose and an example at the root, and ends each command's own help with its example.
/// </summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (command is RootCommand root)
        {
            WriteAll(root, output);
            return 0;
        }

        var result = usual.Invoke(parseResult);
        if (command is ExampleCommand shown)
        {
            output.WriteLine("Example:");
            output.WriteLine($"  {shown.Example}");
            output.WriteLine();
        }

        return result;
    }

    internal static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is Command and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
        {
            names.Insert(0, symbol.Name);
        }

        return string.Join(' ', names.Prepend("governance"));
    }

    private static void WriteAll(RootCommand root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage: governance <command> [options]      governance <command> --help");
        output.WriteLine();
        output.WriteLine("Commands:");
        foreach (var (command, path) in Leaves(root, string.Empty))
        {
            output.WriteLine($"  {path, -22} {command.Description}");
            output.WriteLine($"  {string.Empty, -22}   {command.Example}");
        }

        output.WriteLine();
        output.WriteLine("version add, evidence add, upload and status also work without \"model\".");
        output.WriteLine();
        output.WriteLine("Options of commands that contact a portal:");
        output.WriteLine("  --server URL           address of the portal, or GOVERNANCE_SERVER");
        output.WriteLine(
            "  --api-key-file FILE    file that holds the API key (- is standard input), or GOVERNANCE_API_KEY; never an argument"
        );
        output.WriteLine();
        output.WriteLine("Options of all commands:");
        output.WriteLine(
            "  -o, --format FORMAT[=FILE]   format of the result, repeatable: text, json; for checks also junit, sarif, "
                + "markdown, github, gitlab"
        );
        output.WriteLine("  -h, --help                   this list, or the options of a command");
        output.WriteLine("  --version                    version of this program");
        output.WriteLine();
        output.WriteLine(
            "Exit codes: 0 done, allowed or verified; 1 the gate denied or a check failed; 2 wrong usage or an unreadable file;"
        );
        output.WriteLine(
            "            3 could not decide (network, authentication, server); 4 --wait ran out. Anything other than 0 must stop a "
                + "pipeline."
        );
    }

    private static IEnumerable<(ExampleCommand Command, string Path)> Leaves(Command parent, string path)
    {
        foreach (var child in parent.Subcommands.Where(c => !c.Hidden))
        {
            var here = path.Length == 0 ? child.Name : $"{path} {child.Name}";
            if (child is ExampleCommand leaf)
            {
                yield return (leaf, here);
            }

            foreach (var below in Leaves(child, here))
            {
                yield return below;
            }
        }
    }
}
