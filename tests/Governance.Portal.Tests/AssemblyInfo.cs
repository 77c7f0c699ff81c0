[assembly: AssemblyFixture(typeof(Governance.Testing.OpenPortals))]
