using System.CommandLine;

namespace Governance.Cli.Shared;

/// <summary>A command with one line that shows how it is called.</summary>
internal sealed class ExampleCommand(string name, string description, string example) : Command(name, description)
{
    public string Example { get; } = example;
}
