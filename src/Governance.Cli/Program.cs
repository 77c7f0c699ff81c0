using Governance.Cli;

return await CommandLineApp.RunAsync(args, CliHost.ForProcess());
