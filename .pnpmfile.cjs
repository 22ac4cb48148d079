module.exports = {
  hooks: {
    readPackage(pkg) {
      // The `node-*` binary packages declare `os`/`cpu` as strings, which pnpm does not read, and no `libc`.
      // Normalised here, the lockfile records them and only the host's binary is ever downloaded.
      for (const key of ['os', 'cpu']) if (typeof pkg[key] === 'string') pkg[key] = [pkg[key]];
      if (/^node-linux-/.test(pkg.name)) pkg.libc = ['glibc'];
      // A test-only oracle whose `engines` stop at Node 24; it runs on 26.
      if (pkg.name === 'cloudevents') delete pkg.engines;
      return pkg;
    },
  },
};
