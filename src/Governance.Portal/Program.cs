using Governance.Portal.Hosting;

return await HostCommands.RunAsync(args);
